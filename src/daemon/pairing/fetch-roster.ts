/**
 * The roster of a vault that this device was just let into: read from its relay, before there is any vault here.
 *
 * Whatever the relay shows, the roster must be of the vault that was offered, and reach the entry that admitted this
 * device: an older one is a relay that shows the past.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { VaultId } from "../../protocol/ids.ts";
import type { Member } from "../../protocol/keys.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { foldRoster, type RosterState } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { connectFailure } from "../sync/link-failure.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";

export interface RosterQuestion {
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly urls: readonly string[];
  readonly relayKey: Uint8Array;
  readonly network: SyncNetwork;
  readonly member: Member;
  readonly vaultId: VaultId;
  /** The entry that admitted this device. */
  readonly head: { readonly index: number; readonly hash: Uint8Array };
}

const WITHIN_MS = 60_000;

export function fetchRoster(
  question: RosterQuestion,
): Promise<Result<{ readonly entries: readonly Uint8Array[]; readonly roster: RosterState }, HoltError>> {
  const { tools, now, urls, relayKey, member, network } = question;
  return new Promise((resolve) => {
    const entries: Uint8Array[] = [];
    const finish = (result: Parameters<typeof resolve>[0]): void => {
      callOff();
      connection.close();
      resolve(result);
    };
    const callOff = network.schedule(() => finish(err({ type: "timeout", what: "relay" })), WITHIN_MS);
    const receive = (message: RelayMessage): void => {
      switch (message.type) {
        case "start":
          entries.push(...message.entries);
          break;
        case "records":
          entries.push(...message.items.flatMap(({ kind, bytes }) => (kind === "entry" ? [bytes] : [])));
          break;
        case "synced":
          finish(check(question, entries));
          break;
        case "unknown":
        case "former":
          finish(err({ type: "refused", reason: "roster-rolled-back" }));
          break;
        case "refused":
          finish(err({ type: "refused", reason: "other", value: message.reason }));
          break;
        default:
      }
    };
    const connection = network.connect({
      urls,
      pin: { type: "key", relayKey },
      tools,
      now,
      onProven: (open) => open.login({ member, purpose: "sync", cursor: null }),
      onMessage: receive,
      onClosed: (error) => finish(err(connectFailure(error))),
    });
  });
}

function check(
  { tools, vaultId, head }: RosterQuestion,
  entries: readonly Uint8Array[],
): ReturnType<typeof fetchRoster> extends Promise<infer R> ? R : never {
  const { sodium } = tools;
  const folded = foldRoster(sodium, entries);
  if (!folded.ok || !isEqualBytes(folded.value.vaultId, vaultId)) {
    return err({ type: "refused", reason: "broken-stream" });
  }
  const reached = entries[head.index];
  if (reached === undefined || !isEqualBytes(hashEntry(sodium, reached), head.hash)) {
    return err({ type: "refused", reason: "roster-rolled-back" });
  }
  return ok({ entries, roster: folded.value });
}
