/**
 * Orders for lists of labels. Pinned ones come first in each, so that they stay where a person put them.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { SortOrder } from "../protocol/local-api.ts";

type Compare = (a: AccountLabel, b: AccountLabel) => number;

/** `locale` is a BCP 47 tag; absent: the system's. `used`: most used first; `added`: newest first. */
export function sortLabels(
  labels: readonly AccountLabel[],
  order: SortOrder,
  locale?: string,
): readonly AccountLabel[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  const byName: Compare = (a, b) =>
    collator.compare(a.issuer || a.name, b.issuer || b.name) ||
    collator.compare(a.name, b.name) ||
    byId(a, b);
  const compare: Record<SortOrder, Compare> = {
    name: byName,
    used: (a, b) => b.usedCount - a.usedCount || (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0) || byName(a, b),
    added: (a, b) => b.createdAt - a.createdAt || byName(a, b),
  };
  const chosen = compare[order];
  return labels.toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || chosen(a, b));
}

const byId: Compare = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
