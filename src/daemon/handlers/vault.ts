/**
 * Founding, unlocking, locking, and the passphrase.
 */
import type { VaultHandlers } from "../service.ts";
import { refoundVault } from "../refound.ts";
import { nameOfMember } from "../sync/replica.ts";
import { checkDeviceName } from "./device-name.ts";
import { isAlive } from "./find-account.ts";
import { type HandlerContext, need, openVault, refuse } from "./context.ts";

type Methods =
  | "vault.init"
  | "vault.unlock"
  | "vault.lock"
  | "vault.passwd"
  | "keyring.enable"
  | "keyring.disable"
  | "keyring.status"
  | "vault.forget"
  | "vault.refound";

export function createVaultHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  const { holder, sync, lan, osUnlock } = context;
  return {
    "vault.init": async ({ device, passphrase }) => {
      const name = checkDeviceName(device);
      const { identity } = need(await holder.init(name, checkPassphrase(passphrase)));
      return { vaultId: identity.vaultId, memberId: identity.memberId };
    },
    "vault.unlock": async ({ passphrase }) => {
      const session = need(await (passphrase === null ? osUnlock.unlock() : holder.unlock(passphrase)));
      return { accounts: session.labels().filter(isAlive).length };
    },
    "vault.lock": () => {
      holder.lock("asked");
      return { locked: true };
    },
    "vault.passwd": async ({ current, next }) => {
      const osKeyring = need(await osUnlock.passwd(current, checkPassphrase(next)));
      return { changed: true, osKeyring };
    },
    "keyring.enable": async ({ passphrase }) => {
      need(await osUnlock.enable(passphrase));
      return osUnlock.view();
    },
    "keyring.disable": async () => ({ wasOn: need(await osUnlock.disable()) }),
    "keyring.status": () => osUnlock.check(),
    "vault.forget": async () => {
      const session = holder.session();
      // A locked vault can't say goodbye: the others still list it, and can remove it.
      const left = session === undefined ? undefined : await sync.leave(session);
      need(await osUnlock.around(() => holder.erase()));
      await lan.erase();
      return { forgotten: true, left: left?.ok === true };
    },
    "vault.refound": async ({ device }) => {
      const session = openVault(context);
      const name = checkDeviceName(device ?? nameOfMember(session, session.identity.memberId));
      const founded = need(await refoundVault(holder, context, name));
      const accounts = founded.labels().filter(isAlive).length;
      const { vaultId, memberId } = founded.identity;
      return { vaultId, memberId, accounts };
    },
  };
}

export function checkPassphrase(passphrase: string | null): string | null {
  return passphrase === "" ? refuse({ type: "usage", reason: "passphrase-empty" }) : passphrase;
}
