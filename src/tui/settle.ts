/**
 * The one place that decides, after every event, what the Codes screen still needs: the order, the rows in sight,
 * codes for exactly those rows, and an answer to the search. Idempotent: settling twice asks for nothing twice.
 */
import type { Code } from "../protocol/account.ts";
import { codeAt } from "./code-time.ts";
import { isSearching, orderCodes } from "./codes-order.ts";
import { copySelected } from "./codes-copy.ts";
import { listRows } from "./frame-size.ts";
import { fail } from "./messages.ts";
import { call, stay, type Effect, type Model, type Step } from "./model.ts";
import { fieldText } from "./text-field.ts";

/** An unanswered question is asked again after this long: the daemon may have been replaced. */
const ASK_AGAIN_MS = 2_000;

export function settle(model: Model): Step {
  const quiet = expire(model);
  if (quiet.phase.status !== "open") return stay(quiet);
  const [searched, searchEffects] = search(scroll(orderCodes(quiet)));
  const [coded, codeEffects] = askCodes(searched);
  return [coded, [...searchEffects, ...codeEffects]];
}

/** What was shown for a while only. */
function expire(model: Model): Model {
  const { message, list, now } = model;
  const next = message !== null && message.until <= now ? { ...model, message: null } : model;
  const isRevealOver = list.revealed !== null && list.revealed.until <= now;
  const isFreshOver = list.fresh !== null && list.fresh.until <= now;
  if (!isRevealOver && !isFreshOver) return next;
  return {
    ...next,
    list: {
      ...next.list,
      revealed: isRevealOver ? null : list.revealed,
      fresh: isFreshOver ? null : list.fresh,
    },
  };
}

function scroll(model: Model): Model {
  const { order, selected, top } = model.list;
  const rows = Math.max(1, listRows(model));
  const at = selected === null ? 0 : Math.max(0, order.indexOf(selected));
  const lowest = Math.max(0, order.length - rows);
  const next = Math.min(lowest, at < top ? at : at >= top + rows ? at - rows + 1 : top);
  return next === top ? model : { ...model, list: { ...model.list, top: next } };
}

/** Ids whose codes may be in this process now. */
function shownIds(model: Model): readonly string[] {
  const { order, top, revealed } = model.list;
  const inSight = model.tab === "codes" ? order.slice(top, top + listRows(model)) : [];
  return model.settings.hideCodes ? inSight.filter((id) => id === revealed?.id) : inSight;
}

function askCodes(model: Model): Step {
  const { list, accounts, now } = model;
  const shown = shownIds(model);
  const codes = keepOnly(list.codes, shown);
  const asked = new Map([...list.asked].filter(([, at]) => now - at < ASK_AGAIN_MS && at <= now));
  const needed = shown.filter((id) => {
    const label = accounts.get(id);
    if (label === undefined || !label.usable || label.type === "hotp" || asked.has(id)) return false;
    const current = codeAt(codes.get(id), now);
    return current === undefined || current.next === null;
  });
  for (const id of needed) asked.set(id, now);
  const isSame = codes === list.codes && needed.length === 0 && asked.size === list.asked.size;
  const next = isSame ? model : { ...model, list: { ...list, codes, asked } };
  if (needed.length === 0 || !model.isConnected) return stay(next);
  const effect = call("codes.peek", { ids: needed }, (later, answer) =>
    answer.ok ? stay(withCodes(later, answer.value.codes, needed)) : stay(fail(later, answer.error)),
  );
  return stay(next, effect);
}

function withCodes(model: Model, answered: readonly Code[], ids: readonly string[]): Model {
  const codes = new Map(model.list.codes);
  const asked = new Map(model.list.asked);
  const shown = new Set(shownIds(model));
  for (const code of answered) if (shown.has(code.id)) codes.set(code.id, code);
  // What had no answer (gone, or of another type meanwhile) is asked again later, not at once.
  const known = new Set(answered.map(({ id }) => id));
  for (const id of ids) if (known.has(id)) asked.delete(id);
  return { ...model, list: { ...model.list, codes, asked } };
}

function keepOnly(codes: ReadonlyMap<string, Code>, ids: readonly string[]): ReadonlyMap<string, Code> {
  const kept = new Set(ids);
  if ([...codes.keys()].every((id) => kept.has(id))) return codes;
  return new Map([...codes].filter(([id]) => kept.has(id)));
}

/** One search at a time: typing goes on while it is under way, and the newest text is asked for after it. */
function search(model: Model): Step {
  const current = model.list.search;
  if (current === null || !isSearching(model.list) || current.asking !== null || !model.isConnected) {
    return stay(model);
  }
  const text = fieldText(current.field);
  const wanted = text;
  if (current.answered === wanted && current.hits !== null) return stay(model);
  const asking: Model = { ...model, list: { ...model.list, search: { ...current, asking: wanted } } };
  const effect: Effect = call("accounts.search", { text, limit: 1000 }, (later, answer) => {
    const now = later.list.search;
    if (now === null) return stay(later);
    if (!answer.ok) {
      return stay(
        fail(
          { ...later, list: { ...later.list, search: { ...now, asking: null, answered: wanted, hits: [] } } },
          answer.error,
        ),
      );
    }
    const found = { ...now, asking: null, answered: wanted, hits: answer.value.hits };
    const next: Model = { ...later, list: { ...later.list, search: found } };
    const isNewest = fieldText(found.field) === wanted;
    if (!found.copyWhenFound || !isNewest) return stay(next);
    const ordered = orderCodes(next);
    const chosen = { ...found, copyWhenFound: false, isEditing: false, hasChosen: true };
    return copySelected({ ...ordered, list: { ...ordered.list, search: chosen } });
  });
  return stay(asking, effect);
}
