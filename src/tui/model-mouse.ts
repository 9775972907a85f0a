/**
 * What the mouse means: a click on something that has a key is that key, one on a row chooses the row, and one on the
 * chosen row does what Enter does. Where things are is read off the frame itself.
 */
import { formOf } from "./flow-form.ts";
import { topLayer } from "./layers.ts";
import { textKey, type Key } from "./key.ts";
import type { Action } from "./keymap.ts";
import { lineWidth, type Click, type Line } from "./line.ts";
import { chooseAccount } from "./model-codes.ts";
import { showTab } from "./model-screens.ts";
import { stay, type Effect, type Model, type Step } from "./model.ts";
import type { MouseAction } from "./mouse.ts";
import { drawFrame } from "./screens/frame.ts";
import { isTypingAnywhere } from "./typing.ts";

/** Rows that a notch of the wheel moves. */
const NOTCH = 3;
type Press = (model: Model, key: Key) => Step;

export function takeMouse(model: Model, { action, column, row }: MouseAction, press: Press): Step {
  if (!model.settings.mouse) return stay(model);
  if (action !== "press") {
    const key = keyFor(model, action === "wheel-up" ? "up" : "down");
    return isWheelIdle(model) ? stay(model) : repeat(model, key, { times: NOTCH, press });
  }
  const frame = drawFrame(model);
  const click = clickAt(frame[row] ?? [], column);
  if (click === undefined) return stay(model);
  switch (click.type) {
    case "tab":
      return stay(topLayer(model) === undefined ? showTab(model, click.tab) : model);
    case "account":
      return chooseAccount(model, click.id) ?? press(model, keyFor(model, "copy"));
    case "row":
      if (click.isChosen) return press(model, keyFor(model, "copy"));
      return toRow(model, frame, { row, press });
    default: {
      const key = keyOf(click.key);
      // A letter that is a hint elsewhere must not end up in a field.
      return key.text !== "" && isFieldTyping(model) ? stay(model) : press(model, key);
    }
  }
}

/** A row is meant wherever in its line one clicks. */
function clickAt(line: Line, column: number): Click | undefined {
  let at = 0;
  for (const part of line) {
    at += lineWidth([part]);
    if (column < at && part.click !== undefined) return part.click;
    if (column < at) break;
  }
  return line.find(({ click }) => click?.type === "row" || click?.type === "account")?.click;
}

/** As many steps as there are rows between. */
function toRow(model: Model, frame: readonly Line[], { row, press }: { row: number; press: Press }): Step {
  const rows = frame.flatMap((line, at) => {
    const click = line.find((part) => part.click?.type === "row")?.click;
    return click?.type === "row" ? [{ at, isChosen: click.isChosen }] : [];
  });
  const from = rows.findIndex(({ isChosen }) => isChosen);
  if (from < 0) return stay(model);
  const by = rows.findIndex(({ at }) => at === row) - from;
  return repeat(model, keyFor(model, by < 0 ? "up" : "down"), { times: Math.abs(by), press });
}

function repeat(model: Model, key: Key, { times, press }: { times: number; press: Press }): Step {
  let current = model;
  const effects: Effect[] = [];
  for (let time = 0; time < times; time++) {
    const [next, more] = press(current, key);
    current = next;
    effects.push(...more);
  }
  return [current, effects];
}

const keyOf = (name: string): Key =>
  name.length === 1 || name === "space" ? textKey(name === "space" ? " " : name) : { name, text: "" };

/** A key that types nothing, where the action has one. */
function keyFor({ keymap }: Model, action: Action): Key {
  const keys = keymap.keysOf(action);
  return keyOf(keys.find((name) => name.length > 1 && name !== "space") ?? keys[0] ?? "");
}

/** Before the vault is open, all but the doors are forms. */
const isClosed = ({ phase }: Model): boolean =>
  ["new-vault", "join", "recover", "locked"].includes(phase.status);
/** In a search the arrows move in the list; in a form they would move between fields, and answer a question. */
function isWheelIdle(model: Model): boolean {
  const layer = topLayer(model);
  const hasForm = layer !== undefined && (formOf(layer) !== null || isTypingAnywhere(model));
  return isClosed(model) || hasForm;
}
const isFieldTyping = (model: Model): boolean => isTypingAnywhere(model) || isClosed(model);
