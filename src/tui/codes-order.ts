/**
 * Which accounts the Codes screen lists, in which order: pinned first, then by name, use or age; while searching,
 * the best match first. Made anew only when what it depends on changed: with 1,000 accounts a key must not sort.
 */
import type { AccountLabel } from "../protocol/account.ts";
import { printable } from "../client/printable.ts";
import type { CodesList, Model } from "./model.ts";
import { widthOf } from "./text-fit.ts";

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export function orderCodes(model: Model): Model {
  const { accounts, list } = model;
  const hits = isSearching(list) ? (list.search?.hits ?? null) : null;
  const basis = [accounts, list.sort, list.tag, list.isChecklist, hits];
  if (basis.every((part, index) => part === list.basis[index]) && list.basis.length > 0) return model;
  const measures = accounts === list.basis[0] ? {} : measure(accounts);
  const isListed = (label: AccountLabel | undefined): label is AccountLabel =>
    label !== undefined &&
    label.trashedAt === null &&
    (list.tag === null || label.tags.includes(list.tag)) &&
    (!list.isChecklist || label.verified === false);
  const order =
    hits === null
      ? sortLabels([...accounts.values()].filter(isListed), list.sort).map(({ id }) => id)
      : hits.map(({ id }) => id).filter((id) => isListed(accounts.get(id)));
  return { ...model, list: { ...list, ...measures, ...select(list, order), order, basis } };
}

/** How many accounts were asked for after a recovery, and how many of them were tried since. */
export function verifiedOf({ accounts }: Model): { readonly done: number; readonly asked: number } {
  let done = 0;
  let asked = 0;
  for (const { verified, trashedAt } of accounts.values()) {
    if (verified === null || trashedAt !== null) continue;
    asked++;
    if (verified) done++;
  }
  return { done, asked };
}

/** A search with text in it; without, all accounts are listed. */
export const isSearching = (list: CodesList): boolean => (list.search?.field.content.length ?? 0) > 0;

/** The selection follows its account; where that is gone, it stays at its place. A search selects its best match. */
function select(list: CodesList, order: readonly string[]): Partial<CodesList> {
  if (isSearching(list) && list.search?.hasChosen === false) return { selected: order[0] ?? null, top: 0 };
  if (list.selected !== null && order.includes(list.selected)) return {};
  const before = list.selected === null ? 0 : Math.max(0, list.order.indexOf(list.selected));
  return { selected: order[Math.min(before, order.length - 1)] ?? null };
}

function sortLabels(labels: AccountLabel[], sort: CodesList["sort"]): readonly AccountLabel[] {
  const byName = (a: AccountLabel, b: AccountLabel): number =>
    collator.compare(a.issuer || a.name, b.issuer || b.name) || collator.compare(a.name, b.name);
  const by = {
    name: byName,
    used: (a: AccountLabel, b: AccountLabel) =>
      b.usedCount - a.usedCount || (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0) || byName(a, b),
    added: (a: AccountLabel, b: AccountLabel) => b.createdAt - a.createdAt || byName(a, b),
  }[sort];
  return labels.sort((a, b) => Number(b.pinned) - Number(a.pinned) || by(a, b) || (a.id < b.id ? -1 : 1));
}

function measure(accounts: Model["accounts"]): Pick<CodesList, "issuerWidth" | "nameWidth" | "digits"> {
  let issuerWidth = 0;
  let nameWidth = 0;
  let digits = 6;
  for (const label of accounts.values()) {
    if (label.trashedAt !== null) continue;
    issuerWidth = Math.max(issuerWidth, widthOf(printable(label.issuer || label.name)));
    nameWidth = Math.max(nameWidth, label.issuer === "" ? 0 : widthOf(printable(label.name)));
    digits = Math.max(digits, label.digits);
  }
  return { issuerWidth, nameWidth, digits };
}
