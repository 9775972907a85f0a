/** A flow that didn't work: what happened in one sentence, and what to do. */
import { adviceFor } from "../flow-advice.ts";
import { errorText } from "../messages.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { BLANK, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { paragraph } from "./screen.ts";

export function failedBody(model: Model, head: string, error: HoltError): readonly Line[] {
  const { size, glyphs } = model;
  return [
    BLANK,
    ...paragraph(`${glyphs.trouble} ${head}`, size.columns, { tone: "bad", bold: true }),
    ...paragraph(errorText(model, error), size.columns),
    BLANK,
    ...adviceFor(model, error).flatMap((advice) => paragraph(advice, size.columns)),
  ];
}
