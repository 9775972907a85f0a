/**
 * Questions to a relay, each over a connection of its own: which key it has, and whether it would take the vault.
 *
 * Only asked: nothing is opened, and nothing changes on either side.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { Member } from "../../protocol/keys.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { SyncHome } from "../../protocol/sync-record.ts";
import type { SyncNetwork } from "./link-shell.ts";
import { connectFailure } from "./link-failure.ts";
import type { Pin } from "./relay-connection.ts";

interface Asking {
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly network: SyncNetwork;
}

export interface WelcomeQuestion extends Asking {
  readonly member: Member;
  readonly home: Pick<SyncHome, "url" | "relayKey">;
}

const ANSWER_MS = 15_000;

/** Which key the relay has, before anything is said to it. */
export function probeRelay(
  { tools, now, network }: Asking,
  { urls, pin }: { readonly urls: readonly string[]; readonly pin: Pin },
): Promise<Result<{ readonly relayKey: Uint8Array; readonly url: string }, HoltError>> {
  return new Promise((resolve) => {
    const callOff = network.schedule(() => {
      connection.close();
      resolve(err({ type: "unreachable", what: "relay", detail: "no answer" }));
    }, ANSWER_MS);
    const connection = network.connect({
      urls,
      pin,
      tools,
      now,
      onProven: (open, { relayKey, url }) => {
        callOff();
        open.close();
        resolve(ok({ relayKey, url }));
      },
      onMessage: () => {},
      onClosed: (error) => {
        callOff();
        resolve(err(connectFailure(error)));
      },
    });
  });
}

/** known: the vault, or its beginning, is there already. closed: opening it there takes a token. */
export function askWelcome({
  tools,
  now,
  network,
  member,
  home,
}: WelcomeQuestion): Promise<Result<"known" | "open" | "closed", HoltError>> {
  return new Promise((resolve) => {
    const finish = (answer: Result<"known" | "open" | "closed", HoltError>): void => {
      callOff();
      connection.close();
      resolve(answer);
    };
    const callOff = network.schedule(() => finish(err({ type: "timeout", what: "relay" })), ANSWER_MS);
    const connection = network.connect({
      urls: [home.url],
      pin: { type: "key", relayKey: home.relayKey },
      tools,
      now,
      onProven: (open) => open.login({ member, purpose: "sync", cursor: null }),
      onMessage: (message) => {
        if (message.type === "unknown") finish(ok(message.isClosed ? "closed" : "open"));
        if (message.type === "welcome") finish(ok("known"));
        if (message.type === "former") finish(err({ type: "revoked" }));
        if (message.type === "refused")
          finish(err({ type: "refused", reason: "other", value: message.reason }));
      },
      onClosed: (error) => finish(err(connectFailure(error))),
    });
  });
}
