/**
 * A wish to erase that waits for the relay (docs/SPEC.md [ER5]): kept over restarts, and carried out on connecting.
 *
 * What was typed isn't kept: the two entries are signed at once, against the roster as it is known. Where the roster has
 * grown meanwhile they don't fit any more; then the erasure is asked for by this device alone, and waits for others, or
 * for its time.
 */
import type { Confirm } from "../../protocol/backup-api.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { ErasureScope } from "../../protocol/roster-change.ts";
import { makeConfirmation, makeErasure } from "../../protocol/roster-make.ts";
import { extendRoster, type RosterState } from "../../protocol/roster-state.ts";
import { appendEntry, toHoltError } from "../sync/append-entry.ts";
import { askErasure, openErasure } from "./ask-erasure.ts";
import type { ErasureWish } from "./backup-facts.ts";
import { type BackupPlace, sessionOf } from "./place.ts";
import { wipeRecoveryMember } from "./recovery-member.ts";
import { openConfirm } from "./second-signature.ts";

export async function keepWish(
  place: BackupPlace,
  { scope, confirm }: { readonly scope: ErasureScope; readonly confirm: Confirm | undefined },
): Promise<Result<void, HoltError>> {
  const signed = await signNow(place, scope, confirm);
  if (!signed.ok) return signed;
  return place.remember({ wish: { scope, at: Math.floor(place.now() / 1000), entries: signed.value } });
}

/** What can be signed already: the erasure by this device, and its confirmation by whom a person typed. */
async function signNow(
  place: BackupPlace,
  scope: ErasureScope,
  confirm: Confirm | undefined,
): Promise<Result<readonly Uint8Array[], HoltError>> {
  const { sodium } = place.tools;
  const session = sessionOf(place);
  if (!session.ok) return session;
  const { state } = session.value.roster();
  const author = place.sync.shell.replica()?.member;
  if (state === undefined || author === undefined) return err({ type: "locked" });
  const open = openErasure(state);
  // Decided when it is there.
  if (open !== undefined && !isEqualBytes(open.author, author.id)) return ok([]);
  const made = open === undefined ? makeErasure(place.tools, { state, author, scope }) : ok(new Uint8Array());
  if (!made.ok) return err(toHoltError(made.error));
  if (confirm === undefined) return ok([]);
  const asked = open === undefined ? extendRoster(sodium, state, made.value) : ok(state);
  if (!asked.ok) return err(toHoltError(asked.error));
  const confirmed = await signConfirmation(place, asked.value, confirm);
  if (!confirmed.ok) return confirmed;
  return ok([made.value, confirmed.value].filter(({ length }) => length > 0));
}

async function signConfirmation(
  place: BackupPlace,
  state: RosterState,
  confirm: Confirm,
): Promise<Result<Uint8Array, HoltError>> {
  const opened = await openConfirm(place, confirm);
  if (!opened.ok) return opened;
  try {
    const replica = place.sync.shell.replica();
    const epochKey = replica?.keys.key(replica.keys.newest());
    if (epochKey === undefined) return err({ type: "locked" });
    const open = openErasure(state);
    // In force with one signature.
    if (open === undefined) return ok(new Uint8Array());
    const author = opened.value.member;
    const made = makeConfirmation(place.tools, { state, author, epochKey, entry: open.entry });
    if (!made.ok) return err(toHoltError(made.error));
    made.value.epochKey?.wipe();
    return ok(made.value.entry);
  } finally {
    wipeRecoveryMember(opened.value);
  }
}

/** In step with the relay. The wish ends where it became an entry, or where nothing is left to be erased. */
export async function fulfilWish(place: BackupPlace, wish: ErasureWish): Promise<void> {
  for (const entry of wish.entries) {
    const appended = await appendEntry(place.sync.shell, ({ roster }) =>
      // Not the next one any more: it is in the roster, or another came first.
      ok(extendRoster(place.tools.sodium, roster, entry).ok ? entry : undefined),
    );
    // Refused: then it is asked for anew.
    if (!appended.ok && appended.error.type !== "refused") return;
  }
  const asked = await askErasure(place, wish.scope);
  if (asked.ok) place.remember({ wish: null, later: asked.value ?? null });
}
