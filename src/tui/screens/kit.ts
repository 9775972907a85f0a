/** The recovery kit: where its page goes, and then what to do with it. */
import { printable } from "../../client/printable.ts";
import { BLANK } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { askBody } from "./job.ts";
import { paragraph, type Screen } from "./screen.ts";

export function kitScreen(model: Model, { step }: LayerOf<"backup-kit">): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { kit } = words.text.backup;
  if (step.at === "written") {
    return {
      title: kit.title,
      body: [
        BLANK,
        ...paragraph(`${glyphs.done} ${kit.done(printable(step.path))}`, size.columns, {
          bold: true,
          tone: "good",
        }),
        BLANK,
        ...paragraph(kit.doneHint, size.columns),
      ],
      hints: [{ key: glyphs.enter, does: hints.done }],
    };
  }
  return {
    title: kit.title,
    body: step.form.isBusy
      ? [BLANK, ...paragraph(kit.busy, size.columns)]
      : askBody(model, kit.hint, step.form),
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
      { key: "Tab", does: hints.nextField },
    ],
  };
}
