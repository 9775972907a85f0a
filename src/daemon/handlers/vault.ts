/**
 * Founding, unlocking, locking, and the passphrase.
 */
import type { VaultHandlers } from "../service.ts";
import { isAlive } from "./find-account.ts";
import { type HandlerContext, need, refuse, refuseField } from "./context.ts";

type Methods = "vault.init" | "vault.unlock" | "vault.lock" | "vault.passwd";

const LONGEST_DEVICE_NAME = 100;

export function createVaultHandlers({ holder }: HandlerContext): Pick<VaultHandlers, Methods> {
  return {
    "vault.init": async ({ device, passphrase }) => {
      const name = checkDeviceName(device);
      const { identity } = need(await holder.init(name, checkPassphrase(passphrase)));
      return { vaultId: identity.vaultId, memberId: identity.memberId };
    },
    "vault.unlock": async ({ passphrase }) => {
      const session = need(await holder.unlock(passphrase));
      return { accounts: session.labels().filter(isAlive).length };
    },
    "vault.lock": () => {
      holder.lock("asked");
      return { locked: true };
    },
    "vault.passwd": async ({ current, next }) => {
      need(await holder.passwd(current, checkPassphrase(next)));
      return { changed: true };
    },
  };
}

/** Shown on every device of the person. */
function checkDeviceName(text: string): string {
  const name = text.trim();
  if (name === "") return refuseField("device", "the name is empty");
  if (name.length > LONGEST_DEVICE_NAME) {
    return refuseField("device", `longer than ${LONGEST_DEVICE_NAME} characters`);
  }
  return name;
}

function checkPassphrase(passphrase: string | null): string | null {
  return passphrase === "" ? refuse({ type: "usage", reason: "passphrase-empty" }) : passphrase;
}
