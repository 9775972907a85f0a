/**
 * Messages: one line that says what just happened, for a few seconds. Trouble stays until the next key.
 */
import type { HoltError } from "../protocol/errors.ts";
import { doorsPhase, forget, lockedPhase } from "./model-start.ts";
import type { Message, Model } from "./model.ts";

const SHOWN_MS = 6_000;
const FOR_EVER = Number.MAX_SAFE_INTEGER;

export function say(model: Model, text: string, tone: Message["tone"] = "good"): Model {
  return { ...model, message: { tone, text, until: tone === "bad" ? FOR_EVER : model.now + SHOWN_MS } };
}

/** The error's sentence, and the first thing to try. */
export function errorText(model: Model, error: HoltError): string {
  const { message } = model.words.error(error);
  return message;
}

/** What any failed call means: some errors change the whole screen, the others are said. */
export function fail(model: Model, error: HoltError): Model {
  if (error.type === "locked") return forget(model, lockedPhase());
  if (error.type === "no-vault") return forget(model, doorsPhase(error.movedTo ?? null));
  const next = error.type === "unreachable" ? { ...model, isConnected: false } : model;
  return say(next, errorText(model, error), "bad");
}
