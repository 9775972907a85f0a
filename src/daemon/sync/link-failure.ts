/**
 * Why a link, or a connection for one question, doesn't work: as an error for whoever waits for it.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { SyncState } from "../../protocol/sync-machine.ts";
import type { LinkError } from "../../protocol/view.ts";

/** What keeps a link from working, as an error for who waits for it. */
export function linkFailure({ phase, error }: SyncState): HoltError | undefined {
  switch (phase.status) {
    case "revoked":
      return { type: "revoked" };
    case "held":
    case "refused":
      if (error === "wrong-relay-key") return { type: "wrong-key", what: "relay" };
      return error === "wrong-key"
        ? { type: "wrong-key", what: "epoch" }
        : { type: "refused", reason: error ?? "other" };
    case "off":
      return { type: "no-link" };
    default:
      return undefined;
  }
}

export function connectFailure(error: LinkError): HoltError {
  if (error === "wrong-relay-key") return { type: "wrong-key", what: "relay" };
  if (error === "unreachable") return { type: "unreachable", what: "relay" };
  return { type: "refused", reason: error };
}
