/**
 * The link, the devices, and what waits for a word.
 */
import type { Confirm } from "../../protocol/backup-api.ts";
import { confirmByTyped } from "../backup/second-signature.ts";
import { viewOwnJoins, viewProposalOf } from "../sync/devices-view.ts";
import type { RequestView } from "../../protocol/view.ts";
import type { VaultHandlers } from "../service.ts";
import { clearLink, setLink, syncNow } from "../sync/link-operations.ts";
import { decideProposal, renameMember, revokeMember } from "../sync/member-operations.ts";
import { checkDeviceName } from "./device-name.ts";
import { type HandlerContext, need, openVault, refuse } from "./context.ts";

type Methods =
  | "link.set"
  | "link.clear"
  | "sync.now"
  | "devices.list"
  | "devices.rename"
  | "devices.revoke"
  | "requests.list"
  | "requests.approve"
  | "requests.reject";

const SYNC_SECONDS = 30;
const MOST_SECONDS = 24 * 60 * 60;

export function createLinkHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  const { sync, pairing, lan } = context;
  const find = (id: string): RequestView =>
    context.backup.requests().find((request) => request.id === id) ??
    refuse({ type: "usage", reason: "no-such-request", value: id });
  const decide = async (
    id: string,
    accept: boolean,
    confirm?: Confirm,
  ): Promise<{ request: RequestView }> => {
    const session = openVault(context);
    // What is typed may confirm what this device may not: its own proposal.
    if (confirm !== undefined) return { request: await confirmOwn(id, confirm) };
    // What this device asked for itself it may take back.
    const own = accept ? undefined : viewProposalOf(sync.membersPlace(session), Number(id));
    const request = own ?? find(id);
    if (!pairing.answer(id, accept)) {
      need(await decideProposal(sync.membersPlace(session), { id, accept }));
    }
    return { request };
  };
  const confirmOwn = async (id: string, confirm: Confirm): Promise<RequestView> => {
    const session = openVault(context);
    const index = Number(id);
    const isOpen = session.roster().state?.proposals.some(({ entry }) => entry === index) === true;
    if (!isOpen) return refuse({ type: "usage", reason: "no-such-request", value: id });
    const shown = viewProposalOf(sync.membersPlace(session), index);
    need(await confirmByTyped(context.backup.place, confirm, index));
    return shown ?? refuse({ type: "usage", reason: "no-such-request", value: id });
  };
  return {
    "link.set": async (choice) => need(await setLink(sync.linkPlace(openVault(context)), choice)),
    "link.clear": async () => {
      const session = openVault(context);
      const isEmbedded = session.syncRecord().home?.isEmbedded === true;
      const cleared = need(clearLink(sync.linkPlace(session)));
      if (isEmbedded) await lan.forget();
      return cleared;
    },
    "sync.now": async ({ wait = false, timeoutSeconds = SYNC_SECONDS }) => {
      const session = context.holder.session();
      const timeoutMs = Math.min(Math.max(timeoutSeconds, 0), MOST_SECONDS) * 1000;
      const place = { ...sync.linkPlace(session ?? openVault(context)) };
      need(await syncNow(place, { wait, timeoutMs }));
      return { link: sync.link() };
    },
    "devices.list": () => {
      openVault(context);
      return { devices: sync.devices() };
    },
    "devices.rename": ({ member, name }) => ({
      device: need(
        renameMember(sync.membersPlace(openVault(context)), { member, name: checkDeviceName(name) }),
      ),
    }),
    "devices.revoke": async ({ member, dryRun = false }) =>
      need(await revokeMember(sync.membersPlace(openVault(context)), { member, dryRun })),
    "requests.list": () => {
      const own = viewOwnJoins(sync.membersPlace(openVault(context)));
      return { requests: [...context.backup.requests(), ...own] };
    },
    "requests.approve": ({ id, confirm }) => decide(id, true, confirm),
    "requests.reject": ({ id }) => decide(id, false),
  };
}
