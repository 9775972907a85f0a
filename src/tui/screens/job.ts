/** A job of the backup on the screen: what it is doing, whose word it waits for, how it failed. */
import { printable } from "../../client/printable.ts";
import type { JobStep, Progress } from "../backup-steps.ts";
import { shownName } from "../device-list.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import { canTypeInstead } from "../model-job.ts";
import type { Model } from "../model.ts";
import { shortTime } from "./ago.ts";
import { failedBody } from "./failed.ts";
import { drawForm, inSight } from "./form.ts";
import { keyOf } from "./key-names.ts";
import { sizeText } from "./size-text.ts";
import { paragraph, type Hint, type Screen } from "./screen.ts";
import { drawSecret } from "./secret.ts";
import { drawWords } from "./words.ts";

type Unfinished = Exclude<JobStep, { at: "done" }>;

export function jobScreen(model: Model, title: string, step: Unfinished): Screen {
  const { words, glyphs } = model;
  const { hints } = words.text;
  switch (step.at) {
    case "running":
      return {
        title,
        body: [BLANK, ...drawProgress(model, step.progress)],
        hints: [{ key: "Esc", does: hints.cancel }],
      };
    case "confirm":
      return confirmScreen(model, title, step);
    default:
      return {
        title,
        body: failedBody(model, words.text.backup.job.failed, step.error),
        hints: [
          { key: glyphs.enter, does: hints.again },
          { key: "Esc", does: hints.back },
        ],
      };
  }
}

export function drawProgress({ words, size }: Model, progress: Progress | null): readonly Line[] {
  const { backup } = words.text;
  if (progress === null) return paragraph(backup.starting, size.columns, { bold: true });
  const { step, done, total } = progress;
  const isBytes = step === "uploading" || step === "downloading" || step === "reading-back";
  const show = (amount: number): string => (isBytes ? sizeText(amount) : String(amount));
  const count = done === null ? "" : total === null ? show(done) : backup.progress(show(done), show(total));
  return [
    ...paragraph(backup.steps[step], size.columns, { bold: true }),
    ...(count === "" ? [] : paragraph(count, size.columns)),
  ];
}

type ConfirmStep = Extract<JobStep, { at: "confirm" }>;

function confirmScreen(model: Model, title: string, { asked, form }: ConfirmStep): Screen {
  const { words, size, glyphs, now } = model;
  const { hints } = words.text;
  const { job } = words.text.backup;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  if (form !== null) {
    const head = say(job.typeInstead, { bold: true });
    return {
      title,
      body: [BLANK, ...head, ...drawSecret(model, form, bodyRows(size) - head.length - 1)],
      hints: [
        { key: glyphs.enter, does: hints.go },
        { key: "Esc", does: hints.back },
      ],
    };
  }
  const names = asked.devices.map((name) => shownName(words, name)).join(", ");
  const instead: readonly Hint[] = canTypeInstead(model) ? [{ key: "w", does: hints.typeInstead }] : [];
  return {
    title,
    body: [
      BLANK,
      ...say(job.confirmOn(names), { bold: true }),
      BLANK,
      ...drawWords(model, printable(asked.fingerprint)),
      BLANK,
      ...say(job.confirmHow(keyOf(model, "requests"))),
      ...(asked.expiresAt === null ? [] : say(job.until(shortTime(asked.expiresAt, now)), { tone: "quiet" })),
    ],
    hints: [...instead, { key: "Esc", does: hints.cancel }],
  };
}

/** A form below what it is for; in a low window the fields count more. */
export function askBody(model: Model, note: string, form: Parameters<typeof drawForm>[1]): readonly Line[] {
  const { size } = model;
  const head = paragraph(note, size.columns, { tone: "quiet" });
  const drawn = drawForm(model, form);
  const rows = bodyRows(size);
  return head.length + drawn.lines.length + 2 <= rows
    ? [BLANK, ...head, BLANK, ...drawn.lines]
    : [...head, ...inSight(drawn, Math.max(2, rows - head.length))];
}
