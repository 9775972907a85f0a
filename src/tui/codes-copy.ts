/**
 * Copying codes: the one that holds now, the next one, and a counter's new one. What is copied is what is valid
 * at the key press, and the message says how long it holds.
 */
import { TO_ENROL, type AccountLabel, type Code } from "../protocol/account.ts";
import { shortName } from "./account-name.ts";
import { codeAt } from "./code-time.ts";
import { fail, say } from "./messages.ts";
import { call, stay, type Effect, type Model, type Step } from "./model.ts";

const FRESH_MS = 60_000;
/** With less time left, the message says so. */
const SHORT_SECONDS = 5;

/** Without its PIN there is no code. */
export const isPinMissing = ({ type, hasPin }: AccountLabel): boolean =>
  (type === "motp" || type === "yandex") && !hasPin;

export const selectedLabel = (model: Model): AccountLabel | undefined =>
  model.list.selected === null ? undefined : model.accounts.get(model.list.selected);

/** Enter: the code that holds now; for a counter, a new one. */
export function copySelected(model: Model): Step {
  const label = selectedLabel(model);
  if (label === undefined) return stay(model);
  return label.type === "hotp" ? newCode(model, label) : copyHeld(model, label, "current");
}

/** y: the code that is shown; a counter's is the one made last. */
export function copyShown(model: Model): Step {
  const label = selectedLabel(model);
  if (label === undefined) return stay(model);
  if (label.type !== "hotp") return copyHeld(model, label, "current");
  const { fresh } = model.list;
  if (fresh?.code.id !== label.id) return stay(say(model, model.words.text.codes.noShownCode, "plain"));
  return stay(model, copyEffect(label, fresh.code.code, null));
}

export function copyNext(model: Model): Step {
  const label = selectedLabel(model);
  if (label === undefined) return stay(model);
  if (label.type === "hotp") return stay(say(model, model.words.text.codes.noNextForCounter, "plain"));
  return copyHeld(model, label, "next");
}

function copyHeld(model: Model, label: AccountLabel, which: "current" | "next"): Step {
  if (label.type === TO_ENROL) return stay(say(model, model.words.text.codes.toEnrolHint, "bad"));
  if (!label.usable) return stay(say(model, model.words.text.codes.needsNewer, "bad"));
  if (isPinMissing(label)) return stay(say(model, model.words.text.codes.pinMissingHint, "bad"));
  const held = codeAt(model.list.codes.get(label.id), model.now);
  const text = which === "next" ? held?.next : held?.code;
  if (held !== undefined && text)
    return stay(model, copyEffect(label, text, which === "next" ? null : held.secondsLeft, which));
  const ask = call("codes.peek", { ids: [label.id] }, (later, answer) => {
    if (!answer.ok) return stay(fail(later, answer.error));
    const found = codeAt(answer.value.codes[0], later.now);
    const wanted = which === "next" ? found?.next : found?.code;
    if (found === undefined || !wanted)
      return stay(say(later, later.words.text.codes.noCode(shortName(label)), "bad"));
    return stay(later, copyEffect(label, wanted, which === "next" ? null : found.secondsLeft, which));
  });
  return stay(model, ask);
}

function newCode(model: Model, label: AccountLabel): Step {
  const ask = call("codes.get", { query: label.id, copied: true }, (later, answer) => {
    if (!answer.ok) return stay(fail(later, answer.error));
    const code = answer.value.codes[0];
    if (code === undefined || code.code === null) return stay(later);
    const fresh: { code: Code; until: number } = { code, until: later.now + FRESH_MS };
    const next: Model = { ...later, list: { ...later.list, fresh } };
    return stay(next, copyEffect(label, code.code, null, "counter"));
  });
  return stay(model, ask);
}

function copyEffect(
  label: AccountLabel,
  text: string,
  secondsLeft: number | null,
  which: "current" | "next" | "counter" = "current",
): Effect {
  const name = shortName(label);
  return {
    type: "copy",
    text,
    reply: (later, answer) => {
      const words = later.words.text.codes;
      if (!answer.ok) return stay(say(later, words.noClipboard, "bad"));
      const { method, clearsAfterSeconds } = answer.value;
      const isShort = secondsLeft !== null && secondsLeft <= SHORT_SECONDS;
      const isSure = method !== "osc52";
      const copied = isSure ? words.copied(name, method) : words.handedOver(name);
      const copiedNext = isSure ? words.copiedNext(name, method) : words.handedOverNext(name);
      const said = [
        which === "next" ? copiedNext : copied,
        ...(isSure ? [] : [words.handedOverHow]),
        ...(isShort ? [words.holdsFor(secondsLeft)] : []),
        ...(clearsAfterSeconds === null || isShort ? [] : [words.clearsIn(clearsAfterSeconds)]),
      ].join(` ${later.glyphs.between} `);
      // A counter's use was counted when its code was made.
      const used = which === "counter" ? [] : [call("codes.used", { id: label.id }, (model) => stay(model))];
      return stay(say(later, said), ...used);
    },
  };
}
