/**
 * A roster entry of this device's own, from its making to its coming back in the log (docs/SPEC.md [SY22]).
 *
 * The roster grows by compare-and-set: who loses reads what came first, decides again, and makes another.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import type { CannotMake } from "../../protocol/roster-make.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import type { Secret } from "../../protocol/secret.ts";
import { linkFailure } from "./link-failure.ts";
import type { LinkShell } from "./link-shell.ts";
import type { ReplicaState } from "./replica.ts";

interface EntryMaking {
  readonly replica: ReplicaState;
  readonly roster: RosterState;
  /** Of the epoch in force. */
  readonly epochKey: Secret;
}

/** Ok(undefined): there is nothing left to do. */
export type MakeEntry = (making: EntryMaking) => Result<Uint8Array | undefined, HoltError>;

const MOST_ATTEMPTS = 5;
const ANSWER_MS = 20_000;

/** Resolves with the entry's hash once it is in force here; undefined where nothing had to be done. */
export async function appendEntry(
  shell: LinkShell,
  make: MakeEntry,
): Promise<Result<Uint8Array | undefined, HoltError>> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const replica = shell.replica();
    const roster = replica?.rosterAt;
    const epochKey = replica?.keys.key(replica.keys.newest());
    if (replica === undefined || roster === undefined || epochKey === undefined) return err(failureOf(shell));
    if (shell.state().phase.status !== "live") return err(failureOf(shell));
    const made = make({ replica, roster, epochKey });
    if (!made.ok || made.value === undefined) return made.ok ? ok(undefined) : made;
    const entry = made.value;
    const hash = hashEntry(replica.tools.sodium, entry);
    const answer = await sendEntry(shell, { entry, hash, index: roster.head.index + 1 });
    if (answer.type === "taken") return ok(hash);
    if (answer.type === "failed") return err(answer.error);
  }
  return err({ type: "refused", reason: "conflict" });
}

type Answer =
  | { readonly type: "taken" }
  | { readonly type: "again" }
  | { readonly type: "failed"; readonly error: HoltError };

function sendEntry(
  shell: LinkShell,
  { entry, hash, index }: { readonly entry: Uint8Array; readonly hash: Uint8Array; readonly index: number },
): Promise<Answer> {
  return new Promise((resolve) => {
    let isConflict = false;
    const finish = (answer: Answer): void => {
      callOff();
      stopListening();
      stopWatching();
      resolve(answer);
    };
    const callOff = shell.schedule(
      () => finish({ type: "failed", error: { type: "timeout", what: "relay" } }),
      ANSWER_MS,
    );
    // By what is held: with a new home the log that it came in isn't read any more.
    const isInForce = (): boolean => {
      const held = shell.replica()?.session.roster().entries[index];
      return held !== undefined && isEqualBytes(held, entry);
    };
    const stopListening = shell.listen((message: RelayMessage) => {
      if (isInForce()) return finish({ type: "taken" });
      // What came first is on its way, or here already.
      if (isConflict && message.type === "records") return finish({ type: "again" });
      if (message.type !== "refused" || message.what === null || !isEqualBytes(message.what, hash)) return;
      if (message.reason === "conflict") {
        isConflict = true;
        const known = shell.replica()?.rosterAt?.head.index ?? 0;
        if (known >= index) finish({ type: "again" });
      } else
        finish({ type: "failed", error: { type: "refused", reason: "not-allowed", value: message.reason } });
    });
    const stopWatching = shell.watch(() => {
      if (isInForce()) finish({ type: "taken" });
      else if (shell.state().phase.status !== "live") finish({ type: "failed", error: failureOf(shell) });
    });
    if (!shell.send({ type: "append", entry })) finish({ type: "failed", error: failureOf(shell) });
  });
}

/** Changing who belongs to a vault takes its relay: there everyone agrees on the order. */
export function failureOf(shell: LinkShell): HoltError {
  return linkFailure(shell.state()) ?? { type: "unreachable", what: "relay" };
}

export function toHoltError(error: CannotMake): HoltError {
  if (error.type === "wrong-epoch-key") return { type: "wrong-key", what: "epoch" };
  return error.type === "malformed" ? error : { type: "refused", reason: "not-allowed", value: error.rule };
}
