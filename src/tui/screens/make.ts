/** Turning backup on, and changing a way in, step by step. */
import { printable } from "../../client/printable.ts";
import { judgeRecoveryPassphrase } from "../../protocol/passphrase-strength.ts";
import { shownName } from "../device-list.ts";
import { valueOf, type Form } from "../form.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import { isTypingPassphrase, passphraseWays } from "../model-make.ts";
import type { LayerOf, Model } from "../model.ts";
import { drawChoices } from "./choices.ts";
import { drawForm, inSight } from "./form.ts";
import { askBody, jobScreen } from "./job.ts";
import { keyOf } from "./key-names.ts";
import { countPages, drawRecoveryWords } from "./recovery-words.ts";
import { paragraph, type Hint, type Screen } from "./screen.ts";
import { yesNoHints } from "./yes-no.ts";

type MakeLayer = LayerOf<"backup-make">;

export function makeScreen(model: Model, layer: MakeLayer): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { make } = words.text.backup;
  const title = make.titles[layer.aim.does];
  const { step } = layer;
  const go: Hint = { key: glyphs.enter, does: hints.go };
  const back: Hint = { key: "Esc", does: hints.back };
  const screen = (body: readonly Line[], ...keys: readonly Hint[]): Screen => ({ title, body, hints: keys });
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  switch (step.at) {
    case "looking":
      return screen([BLANK, ...say(words.text.working)], back);
    case "consent":
      return screen(consent(model, layer), go, back);
    case "relay":
      return screen(askBody(model, make.relayHint, step.form), go, back, {
        key: "Tab",
        does: hints.nextField,
      });
    case "words":
      return wordsScreen(model, layer, step.page);
    case "check":
      return screen(askBody(model, make.check, step.form), go, back, { key: "Tab", does: hints.nextField });
    case "passphrase":
      return screen(
        [BLANK, ...say(make.passphraseAsk), BLANK, ...choices(model, layer, step.index)],
        go,
        back,
      );
    case "generated":
      return screen(generated(model, layer, step.form), go, back);
    case "own":
      return screen(own(model, step.form), go, back, { key: "Tab", does: hints.nextField });
    case "send": {
      const names = (layer.plan?.confirmers ?? []).map((name) => shownName(words, name)).join(", ");
      return screen(
        [BLANK, ...say(make.send(names), { bold: true }), BLANK, ...say(make.sendHint)],
        go,
        back,
      );
    }
    case "sure": {
      const kind = layer.aim.does === "enable" ? "words" : layer.aim.kind;
      const body = [BLANK, ...say(make.sure(words.text.backup.ways[kind]), { bold: true })];
      return { title, body, hints: yesNoHints(model, hints.remove, hints.no) };
    }
    case "done":
      return doneScreen(model, layer);
    default:
      return jobScreen(model, title, step);
  }
}

function consent({ words, size }: Model, { plan }: MakeLayer): readonly Line[] {
  const { make } = words.text.backup;
  const relay = plan?.relay ?? null;
  const where = relay === null ? make.whereLater : make.where(printable(relay));
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  return [
    BLANK,
    ...make.consent.flatMap((text) => [...say(text), BLANK]),
    ...say(where, { bold: true }),
    BLANK,
    ...say(make.next),
  ];
}

function wordsScreen(model: Model, { aim, drawn }: MakeLayer, page: number): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { make } = words.text.backup;
  const pages = countPages(model);
  const at = Math.min(page, pages - 1);
  const head = pages === 1 ? make.write : make.writeMore(at + 1, pages);
  const grid = drawRecoveryWords(model, drawn?.words ?? "", at);
  const lines = [...paragraph(head, size.columns, { bold: true }), BLANK, ...grid];
  const safe = paragraph(make.safe, size.columns, { tone: "quiet" });
  const isRoomy = lines.length + safe.length + 2 <= bodyRows(size);
  return {
    title: make.titles[aim.does],
    body: isRoomy ? [BLANK, ...lines, BLANK, ...safe] : lines,
    hints: [
      { key: glyphs.enter, does: at < pages - 1 ? hints.moreWords : hints.written },
      { key: "Esc", does: hints.back },
    ],
  };
}

function choices(model: Model, layer: MakeLayer, index: number): readonly Line[] {
  const { make } = model.words.text.backup;
  const ways = make.passphraseWays.slice(0, passphraseWays(layer));
  const all = ways.map((text, at) => ({ text, note: make.passphraseNotes[at] ?? "" }));
  return drawChoices(model, all, index);
}

function generated(model: Model, { drawn }: MakeLayer, form: Form): readonly Line[] {
  const { words, size } = model;
  const { make } = words.text.backup;
  const head = [
    ...paragraph(make.generated, size.columns),
    BLANK,
    ...paragraph(drawn?.passphrase ?? "", size.columns - 2, { bold: true, tone: "accent" }).map((row) => [
      { text: "  ", style: {} },
      ...row,
    ]),
    BLANK,
    ...paragraph(make.generatedHint, size.columns),
  ];
  return [BLANK, ...head, BLANK, ...drawForm(model, form).lines];
}

function own(model: Model, form: Form): readonly Line[] {
  const { words, size } = model;
  const { make } = words.text.backup;
  const { reason } = judgeRecoveryPassphrase(valueOf(form, "recoveryPassphrase"));
  const isTyping = isTypingPassphrase(form) && form.problem === null;
  const below = !isTyping
    ? paragraph(make.own, size.columns, { tone: "quiet" })
    : paragraph(reason === null ? make.ownStrong : make.ownWeak[reason], size.columns, {
        tone: reason === null ? "good" : "warn",
      });
  const drawn = drawForm(model, form);
  const rows = bodyRows(size) - below.length - 1;
  return [...inSight(drawn, Math.max(2, rows)), BLANK, ...below];
}

function doneScreen(model: Model, { aim }: MakeLayer): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { make } = words.text.backup;
  const isOn = aim.does === "enable";
  const head = isOn ? make.on : aim.does === "remove" ? make.removed : make.changed;
  const kit = { key: keyOf(model, "kit"), does: hints.kit };
  return {
    title: make.titles[aim.does],
    body: [
      BLANK,
      ...paragraph(`${glyphs.done} ${head}`, size.columns, { bold: true, tone: "good" }),
      BLANK,
      ...(isOn ? [...paragraph(make.onText, size.columns), BLANK] : []),
      ...(aim.does === "remove" ? [] : paragraph(make.kitHint(kit.key), size.columns)),
    ],
    hints: [{ key: glyphs.enter, does: hints.done }, ...(aim.does === "remove" ? [] : [kit])],
  };
}
