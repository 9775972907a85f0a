/**
 * How often and when codes were used on this device: sealed rows that never leave it.
 */
import type { CborValue } from "../protocol/codec.ts";
import { mapOf, wholeOf } from "../protocol/shape.ts";
import { UNUSED, type Usage } from "../vault/label.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreReader, StoreWriter } from "./store.ts";

export interface LoadedUsage {
  readonly usageById: Map<string, Usage>;
  /** Accounts whose row doesn't open. */
  readonly damaged: readonly string[];
}

export function loadUsage(rows: StoreReader, box: RecordBox): LoadedUsage {
  const usageById = new Map<string, Usage>();
  const damaged: string[] = [];
  for (const { account, sealed } of rows.usage()) {
    const usage = toUsage(box.openUsage(account, sealed));
    if (usage === undefined) damaged.push(account);
    else usageById.set(account, usage);
  }
  return { usageById, damaged };
}

/** One more use, as of `now` (epoch seconds). */
export const countUse = (usage: Usage | undefined, now: number): Usage => ({
  usedCount: (usage ?? UNUSED).usedCount + 1,
  lastUsedAt: now,
});

export function storeUsage(
  rows: StoreWriter,
  box: RecordBox,
  { account, usage }: { readonly account: string; readonly usage: Usage },
): void {
  const payload = { usedCount: usage.usedCount, lastUsedAt: usage.lastUsedAt };
  rows.putUsage(account, box.sealUsage(account, payload));
}

function toUsage(payload: CborValue | undefined): Usage | undefined {
  const map = mapOf(payload, "usedCount", "lastUsedAt");
  const usedCount = wholeOf(map?.usedCount);
  const lastUsedAt = map?.lastUsedAt === null ? null : wholeOf(map?.lastUsedAt);
  return usedCount === undefined || lastUsedAt === undefined ? undefined : { usedCount, lastUsedAt };
}
