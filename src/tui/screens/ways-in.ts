/** The ways into the backup, how old each is, and what can be done with it. */
import { BLANK } from "../line.ts";
import { changesOf } from "../model-ways-in.ts";
import type { LayerOf, Model } from "../model.ts";
import { ago } from "./ago.ts";
import { drawChoices } from "./choices.ts";
import { paragraph, type Screen } from "./screen.ts";

export function waysInScreen(model: Model, layer: LayerOf<"ways-in">): Screen {
  const { words, size, glyphs, view, now } = model;
  const { hints } = words.text;
  const { waysIn, ways } = words.text.backup;
  const changes = changesOf(model);
  const choices = changes.map(({ does, kind }) => {
    const since = view?.backup.recovery.find((way) => way.kind === kind)?.since ?? null;
    const age = since === null ? "" : waysIn.age(ago(words, now / 1000 - since));
    return {
      text: waysIn[does](ways[kind]),
      note: does === "add" ? waysIn.missing : does === "replace" ? age : "",
    };
  });
  return {
    title: waysIn.title,
    body: [
      BLANK,
      ...paragraph(waysIn.text, size.columns),
      BLANK,
      ...drawChoices(model, choices, Math.min(layer.index, choices.length - 1)),
    ],
    hints: [
      { key: glyphs.enter, does: hints.choose },
      { key: "Esc", does: hints.back },
    ],
  };
}
