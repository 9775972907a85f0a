/**
 * Letting a device in, and being let in; each one at a time.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { parseJoinLink } from "../../protocol/join-link.ts";
import type { VaultHandlers } from "../service.ts";
import { nameOfMember } from "../sync/replica.ts";
import { checkDeviceName } from "./device-name.ts";
import { checkPassphrase } from "./vault.ts";
import { type HandlerContext, need, openVault, refuse, refuseField } from "./context.ts";

type Methods =
  | "pair.start"
  | "pair.wait"
  | "pair.answer"
  | "pair.cancel"
  | "join.start"
  | "join.wait"
  | "join.answer"
  | "join.cancel";

const PAIR_SECONDS = 600;

export function createPairingHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  const { pairing, holder } = context;
  const gone = (): never => refuse({ type: "usage", reason: "no-such-request" });
  return {
    "pair.start": async ({ lan = false, timeoutSeconds = PAIR_SECONDS }) => {
      const session = openVault(context);
      if (!(timeoutSeconds >= 1)) return refuseField("timeoutSeconds", "must be at least 1");
      const host = need(await pairing.startHost(session, { lan, timeoutSeconds }));
      return { pairingId: host.id, link: host.link, expiresAt: host.expiresAt };
    },
    "pair.wait": async ({ pairingId, after }) => {
      const host = pairing.host(pairingId) ?? gone();
      return { event: await host.feed.at(checkIndex(after)) };
    },
    "pair.answer": ({ requestId, accept }) =>
      pairing.answer(requestId, accept)
        ? { accepted: accept }
        : refuse({ type: "usage", reason: "no-such-request", value: requestId }),
    "pair.cancel": ({ pairingId }) => {
      const host = pairing.host(pairingId);
      host?.cancel();
      return { cancelled: host !== undefined };
    },
    "join.start": ({ link, device, passphrase }) => {
      const parsed = parseJoinLink(link);
      if (!parsed.ok) {
        const error: HoltError =
          parsed.error.type === "link-version"
            ? { type: "refused", reason: "link-version" }
            : { type: "usage", reason: "bad-join-link" };
        return refuse(error);
      }
      const state = holder.state();
      if (state === "locked") return refuse({ type: "locked" });
      const session = holder.session();
      const named = device ?? (session && nameOfMember(session, session.identity.memberId));
      if (named === undefined) return refuseField("device", "the name is empty");
      const guest = pairing.startGuest({
        link: parsed.value,
        deviceName: checkDeviceName(named),
        passphrase: state === "none" ? checkPassphrase(passphrase) : null,
      });
      return { joinId: guest.id };
    },
    "join.wait": async ({ joinId, after }) => {
      const guest = pairing.guest(joinId) ?? gone();
      return { event: await guest.feed.at(checkIndex(after)) };
    },
    "join.answer": ({ joinId, merge }) => {
      const isTaken = pairing.guest(joinId)?.answer(merge) ?? false;
      return isTaken ? { accepted: merge } : gone();
    },
    "join.cancel": ({ joinId }) => {
      const guest = pairing.guest(joinId);
      guest?.cancel();
      return { cancelled: guest !== undefined };
    },
  };
}

const checkIndex = (after: number): number =>
  Number.isSafeInteger(after) && after >= 0 ? after : refuseField("after", "must be a whole number from 0");
