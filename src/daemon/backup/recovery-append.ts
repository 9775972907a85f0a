/**
 * Roster entries of a recovery member, appended over the connection with which it read: there is no vault here yet, and
 * no sync that would bring them back.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { extendRoster, type RosterState } from "../../protocol/roster-state.ts";
import type { Sodium } from "../../protocol/sodium.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import type { OpenReading } from "./read-vault.ts";

interface There {
  readonly sodium: Sodium;
  readonly network: SyncNetwork;
  readonly connection: OpenReading;
  readonly entries: readonly Uint8Array[];
  readonly roster: RosterState;
}

const WITHIN_MS = 30_000;
const MOST_ATTEMPTS = 5;

/** The roster once the entry is in it; made anew where another one came first. Nothing to make: as it is. */
export function appendThere(
  { sodium, network, connection, ...start }: There,
  make: (state: RosterState) => Result<Uint8Array | undefined, HoltError>,
): Promise<Result<Pick<There, "entries" | "roster">, HoltError>> {
  return new Promise((resolve) => {
    let { roster } = start;
    const entries = [...start.entries];
    let waitedFor: Uint8Array | undefined;
    let attempts = 0;
    let isOver = false;
    const finish = (result: Result<Pick<There, "entries" | "roster">, HoltError>): void => {
      if (isOver) return;
      isOver = true;
      callOff();
      connection.listen(() => {});
      resolve(result);
    };
    const fail = (error: HoltError): void => finish(err(error));
    const callOff = network.schedule(() => fail({ type: "timeout", what: "relay" }), WITHIN_MS);
    const send = (): void => {
      attempts++;
      if (attempts > MOST_ATTEMPTS) return fail({ type: "refused", reason: "conflict" });
      const made = make(roster);
      if (!made.ok) return fail(made.error);
      if (made.value === undefined) return finish(ok({ entries, roster }));
      waitedFor = hashEntry(sodium, made.value);
      connection.send({ type: "append", entry: made.value });
    };
    const take = (bytes: Uint8Array): void => {
      const next = extendRoster(sodium, roster, bytes);
      if (!next.ok) return fail({ type: "refused", reason: "broken-stream" });
      roster = next.value;
      entries.push(bytes);
      if (waitedFor !== undefined && isEqualBytes(hashEntry(sodium, bytes), waitedFor))
        finish(ok({ entries, roster }));
    };
    connection.listen((message) => {
      if (isOver) return;
      if (message === undefined) return fail({ type: "unreachable", what: "relay" });
      if (message.type === "records") {
        const before = entries.length;
        for (const { kind, bytes } of message.items) if (kind === "entry" && !isOver) take(bytes);
        // Somebody else's came first.
        if (!isOver && entries.length > before) send();
      }
      if (message.type !== "refused") return;
      if (message.reason !== "conflict") {
        fail({ type: "refused", reason: "not-allowed", value: message.reason });
      }
    });
    send();
  });
}
