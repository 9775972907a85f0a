/**
 * That a vault was recovered onto this device, until it is in step for the first time (docs/SPEC.md [BK10]).
 *
 * It lies, sealed, in the new vault's first transaction: whatever happens before all of the vault is here, each account
 * that was in it is then asked to be tried. It leaves that place in the very transaction that asks.
 */
import { TO_ENROL } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import { mapOf, wholeOf } from "../protocol/shape.ts";
import { askToVerifyAccount } from "../vault/accounts.ts";
import { nameDevice, noteAdded } from "../vault/devices.ts";
import { readAccounts } from "../vault/read-accounts.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreWriter } from "./store.ts";
import { happening } from "./vault-activity.ts";
import type { VaultSession } from "./vault-session.ts";

const NAME = "recovered";

export interface RecoveredVault {
  readonly accounts: number;
  /** Epoch seconds. */
  readonly asOf: number;
}

export const writeRecovered = (rows: StoreWriter, box: RecordBox, { accounts, asOf }: RecoveredVault): void =>
  rows.putFact(NAME, box.sealFact(NAME, { accounts, asOf }));

/**
 * All of the vault is here, and nothing that was brought along yet. Harmless where nothing was recovered; on an error it
 * stays as it is, for the next time.
 */
export function settleRecovered(session: VaultSession): Result<void, HoltError> {
  const fact = mapOf(session.facts(NAME).get(""), "accounts", "asOf");
  if (fact === undefined) return ok(undefined);
  const { memberId, deviceName } = session.identity;
  const said = { accounts: wholeOf(fact.accounts) ?? 0, asOf: wholeOf(fact.asOf) ?? 0 };
  session.queue((rows) => rows.removeFact(NAME));
  const settled = session.edit({
    act: (doc) => {
      nameDevice(doc, memberId, deviceName);
      noteAdded(doc, memberId, session.making().now);
      // One without a secret has no code that could be accepted.
      for (const { id } of readAccounts(doc).filter(({ type }) => type !== TO_ENROL)) {
        const asked = askToVerifyAccount(doc, id);
        if (!asked.ok) return asked;
      }
      return ok(undefined);
    },
    describe: () => happening("recovered", said),
    isUndoable: false,
  });
  return settled.ok ? session.flush() : settled;
}
