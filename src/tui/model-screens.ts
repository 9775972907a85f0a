/**
 * Keys that mean the same wherever no text is being typed: other screens, help, undo, lock, quit.
 */
import { printable } from "../client/printable.ts";
import type { ActivityEntry, ActivityType, UndoView } from "../protocol/view.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, openLayer, topLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { verifiedOf } from "./codes-order.ts";
import { openRequests } from "./model-requests.ts";
import { call, stay, TABS, type Layer, type Model, type Step, type Tab } from "./model.ts";

/** Screens in which something is half done: leaving them asks first. */
const FLOWS: readonly Layer["kind"][] = [
  "add-uri",
  "add-image",
  "add-form",
  "import",
  "edit",
  "rename",
  "revoke",
  "forget",
  "refound",
  "link",
  "pair",
  "join",
  "backup-make",
  "backup-off",
  "backup-prove",
  "backup-kit",
  "recover",
];
/** Screens that are a question themselves. */
const QUESTIONS: readonly Layer["kind"][] = ["requests", "leave"];

/** Undefined: the key is the screen's own. */
export function pressAnywhere(model: Model, keyName: string): Step | undefined {
  const layer = topLayer(model);
  switch (actionOf(keyName)) {
    case "quit":
      if (keyName === "q" && layer !== undefined && FLOWS.includes(layer.kind)) {
        return stay(openLayer(model, { kind: "leave" }));
      }
      return stay(model, { type: "quit" });
    case "help":
      return stay(layer?.kind === "help" ? closeLayer(model) : openLayer(model, { kind: "help", top: 0 }));
    case "lock":
      return stay(
        model,
        call("vault.lock", {}, (later, answer) => stay(answer.ok ? later : fail(later, answer.error))),
      );
    default:
  }
  if (actionOf(keyName) === "requests" && (layer === undefined || !QUESTIONS.includes(layer.kind))) {
    return stay(openRequests(model));
  }
  if (layer !== undefined) return undefined;
  switch (actionOf(keyName)) {
    case "codes":
    case "devices":
    case "backup":
    case "activity":
      return stay(showTab(model, actionOf(keyName) as Tab));
    case "nextTab":
      return stay(showTab(model, TABS[(TABS.indexOf(model.tab) + 1) % TABS.length] ?? "codes"));
    case "undo":
    case "redo":
      return takeBack(model, actionOf(keyName) as "undo" | "redo");
    case "checklist":
      return stay(toggleChecklist(model));
    case "settings":
      return stay(openLayer(model, { kind: "settings", index: 0 }));
    default:
      return undefined;
  }
}

export const showTab = (model: Model, tab: Tab): Model => ({ ...model, tab, message: null });

/** What a recovery left to be tried, and nothing else. */
function toggleChecklist(model: Model): Model {
  const isOn = model.list.isChecklist && model.tab === "codes";
  const shown = showTab(model, "codes");
  const { done, asked } = verifiedOf(model);
  if (!isOn && done === asked) return say(shown, model.words.text.codes.nothingToVerify, "plain");
  return { ...shown, list: { ...model.list, isChecklist: !isOn, tag: null, search: null, top: 0 } };
}

function takeBack(model: Model, which: "undo" | "redo"): Step {
  const meant = model.view?.[which] ?? null;
  const ask = call(which, {}, (later, answer) => {
    if (!answer.ok) return stay(fail(later, answer.error));
    return stay(say(later, takenBack(later, which, { entry: answer.value.entry, meant })));
  });
  return stay(model, ask);
}

interface TakenBack {
  readonly entry: ActivityEntry;
  /** What the view said would be taken back. */
  readonly meant: UndoView | null;
}

/** What is true now, and what was left as it is because it was changed since. */
function takenBack({ words, glyphs }: Model, which: "undo" | "redo", { entry, meant }: TakenBack): string {
  const { text } = words;
  const done = String(entry.details["action"] ?? meant?.action ?? "") as ActivityType;
  // An import of one account names it.
  const action = done === "accounts-imported" && entry.account !== null ? "account-added" : done;
  const what = printable(entry.account ?? String(entry.details["count"] ?? meant?.text ?? ""));
  const sentence = (which === "undo" ? text.undoneBy : text.redoneBy)[action];
  const plain = meant === null ? words.activity(entry) : words.action(meant.action, meant.text);
  const fallback = which === "undo" ? text.undone(plain) : text.redone(plain);
  const conflicts = Number(entry.details["conflicts"] ?? 0);
  const said = sentence === undefined || what === "" ? fallback : sentence(what);
  return conflicts > 0 ? `${said} ${glyphs.between} ${text.leftAlone(conflicts)}` : said;
}
