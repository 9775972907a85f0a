/**
 * Accounts that this device brings along into another vault (docs/SPEC.md [PA9], [VD8]).
 *
 * They lie, sealed, in the new vault's first transaction, and go in when it is known what is there already: whatever
 * happens in between, they come along. They leave that place in the very transaction that takes them in.
 */
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import { bytesOf, mapOf } from "../protocol/shape.ts";
import type { Random } from "../protocol/sodium.ts";
import { adoptAccounts } from "../vault/adopt-accounts.ts";
import { applyUpdate, createVaultDocument } from "../vault/document.ts";
import { createDuplicateCheck } from "./duplicate-check.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreWriter } from "./store.ts";
import { happening } from "./vault-activity.ts";
import type { VaultSession } from "./vault-session.ts";

const NAME = "brought";

/** `document`: the whole document of the vault that is left, Yjs v1. */
export const writeBrought = (rows: StoreWriter, box: RecordBox, document: Uint8Array): void =>
  rows.putFact(NAME, box.sealFact(NAME, { document }));

/** Harmless where nothing was brought. On an error they stay where they are, for the next time. */
export function takeBrought(session: VaultSession, random: Random): Result<void, HoltError> {
  const document = bytesOf(mapOf(session.facts(NAME).get(""), "document")?.document);
  if (document === undefined) return ok(undefined);
  const from = createVaultDocument(0);
  applyUpdate(from, document);
  document.fill(0);
  const isThere = createDuplicateCheck(session.accounts());
  session.queue((rows) => rows.removeFact(NAME));
  const taken = session.edit({
    act: (doc) => ok(adoptAccounts(doc, { from, isThere, random })),
    describe: (ids) => happening("accounts-merged", { count: ids.length }),
    isUndoable: false,
  });
  from.destroy();
  // Where all of them were there already, nothing was written yet.
  return taken.ok ? session.flush() : taken;
}
