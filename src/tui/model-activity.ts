/**
 * The Activity screen: what happened, newest first, fetched as far as it is looked at, filtered by typed words.
 */
import type { ActivityEntry, ActivityType } from "../protocol/view.ts";
import { bodyRows, isNarrow } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { fail } from "./messages.ts";
import { call, stay, type ActivityList, type Model, type Step, type Size } from "./model.ts";
import { moveBy, scrollTo } from "./movement.ts";
import { fieldText, textField, typeInto } from "./text-field.ts";

const PAGE = 100;
/** Rows below the list, where the selected entry stands whole if its row has no room for it. */
export const wholeRows = (size: Size): number => (isNarrow(size) ? 3 : 2);

const withActivity = (model: Model, change: Partial<ActivityList>): Model => ({
  ...model,
  activity: { ...model.activity, ...change },
});

export const activityRows = (model: Model): number =>
  Math.max(1, bodyRows(model.size) - (model.activity.filter === null ? 0 : 1) - wholeRows(model.size));

export function shownActivity(model: Model): readonly ActivityEntry[] {
  const { entries, filter } = model.activity;
  const wanted = filter === null ? "" : fieldText(filter.field).trim().toLowerCase();
  if (wanted === "") return entries;
  const { syncWord } = model.words.text.activity;
  return entries.filter((entry) => {
    const kind = ABOUT_SYNC.has(entry.type) ? syncWord : "";
    return `${model.words.activity(entry)} ${entry.by} ${kind}`.toLowerCase().includes(wanted);
  });
}

/** What one word finds, whatever each of them is called. */
const ABOUT_SYNC: ReadonlySet<ActivityType> = new Set([
  "linked",
  "unlinked",
  "relay-moved",
  "relay-lost-data",
  "relay-fork",
  "devices-differ",
  "record-void",
  "member-admitted",
  "member-confirmed",
  "member-revoked",
  "member-left",
  "device-renamed",
  "vault-joined",
  "accounts-merged",
  "generation-renewed",
  "revoked-here",
]);

export const isActivityTyping = (model: Model): boolean => model.activity.filter?.isEditing === true;

export function pressInActivity(model: Model, key: Key): Step {
  const { activity } = model;
  const { filter } = activity;
  const count = shownActivity(model).length;
  const size = { count, page: activityRows(model) };
  if (filter?.isEditing === true) {
    if (key.name === "esc") return stay(withActivity(model, { filter: null, index: 0, top: 0 }));
    if (key.name === "enter" || key.name === "tab") {
      return stay(withActivity(model, { filter: { ...filter, isEditing: false } }));
    }
    const field = typeInto(filter.field, key);
    return stay(
      field === undefined ? model : withActivity(model, { filter: { ...filter, field }, index: 0, top: 0 }),
    );
  }
  const index = moveBy(key.name, Math.min(activity.index, Math.max(0, count - 1)), size);
  if (index !== undefined)
    return stay(withActivity(model, { index, top: scrollTo(index, activity.top, size) }));
  switch (actionOf(key.name)) {
    case "search":
      return stay(
        withActivity(model, { filter: { field: filter?.field ?? textField("filter"), isEditing: true } }),
      );
    case "back":
      return stay(filter === null ? { ...model, tab: "codes" } : withActivity(model, { filter: null }));
    default:
      return stay(model);
  }
}

export function pasteInActivity(model: Model, text: string): Step {
  return isActivityTyping(model) ? pressInActivity(model, { name: "paste", text }) : stay(model);
}

/** After every event: fetches what is new, and more when the end comes near or the filter leaves gaps. */
export function settleActivity(model: Model): Step {
  const { activity, view } = model;
  if (model.tab !== "activity" || model.phase.status !== "open" || activity.isAsking || !model.isConnected) {
    return stay(model);
  }
  const newest = view?.activity ?? 0;
  const isOld = activity.upTo !== newest;
  const isNearEnd = activity.index + activityRows(model) * 2 > shownActivity(model).length;
  if (!isOld && (activity.hasAll || !isNearEnd)) return stay(model);
  const last = activity.entries.at(-1)?.seq;
  const before = isOld || last === undefined ? undefined : last;
  const ask = call(
    "activity.list",
    { limit: PAGE, ...(before === undefined ? {} : { before }) },
    (later, answer) => {
      if (!answer.ok)
        return stay(fail(withActivity(later, { isAsking: false, hasAll: true, upTo: newest }), answer.error));
      const { entries } = answer.value;
      const all = before === undefined ? entries : [...later.activity.entries, ...entries];
      return stay(
        withActivity(later, { entries: all, isAsking: false, hasAll: entries.length < PAGE, upTo: newest }),
      );
    },
  );
  return stay(withActivity(model, { isAsking: true }), ask);
}
