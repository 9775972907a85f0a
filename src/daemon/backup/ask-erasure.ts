/**
 * Asking for an erasure in the roster (docs/SPEC.md [ER1]–[ER4]): by an entry of this device's own, or by agreeing to
 * the same that another has asked for.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { ErasureScope } from "../../protocol/roster-change.ts";
import { isErasable } from "../../protocol/roster-erasure.ts";
import { makeErasure } from "../../protocol/roster-make.ts";
import type { Proposal, RosterState } from "../../protocol/roster-state.ts";
import { toHoltError } from "../sync/append-entry.ts";
import { type BackupPlace, sessionOf } from "./place.ts";
import { confirmAs, propose, withdraw } from "./second-signature.ts";

export const openErasure = (state: RosterState | undefined): Proposal | undefined =>
  state?.proposals.find(({ type }) => type === "erase");

/** Index of this device's open proposal; undefined: it is in force, or nothing is there to be erased. */
export async function askErasure(
  place: BackupPlace,
  scope: ErasureScope,
): Promise<Result<number | undefined, HoltError>> {
  const { tools, sync } = place;
  const session = sessionOf(place);
  if (!session.ok) return session;
  const { state } = session.value.roster();
  const member = sync.shell.replica()?.member;
  if (state === undefined || member === undefined) return err({ type: "locked" });
  const open = openErasure(state);
  if (open === undefined) {
    return propose(place, ({ replica, roster }) => {
      if (!isErasable(roster, scope)) return ok(undefined);
      const made = makeErasure(tools, { state: roster, author: replica.member, scope });
      return made.ok ? made : err(toHoltError(made.error));
    });
  }
  const isSame = open.change.type === "erase" && open.change.scope === scope;
  if (!isSame) return err({ type: "usage", reason: "erasure-asked" });
  if (isEqualBytes(open.author, member.id)) return ok(open.entry);
  // Two devices want the same: that is what it takes.
  const confirmed = await confirmAs(place, member, open.entry);
  return confirmed.ok ? ok(undefined) : confirmed;
}

/** Who turns backup on wants nothing deleted any more: neither what waits for the relay nor what waits for its time. */
export async function takeBackErasure(place: BackupPlace): Promise<Result<void, HoltError>> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  const open = openErasure(session.value.roster().state);
  const member = place.sync.shell.replica()?.member;
  if (open !== undefined && member !== undefined && isEqualBytes(open.author, member.id)) {
    await withdraw(place, open.entry);
  }
  const { wish, later } = place.facts();
  return wish === null && later === null ? ok(undefined) : place.remember({ wish: null, later: null });
}
