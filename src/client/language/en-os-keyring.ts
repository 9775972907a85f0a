/**
 * The desktop's keyring, in English: why it gives no key, and what `holt keyring` says.
 */
import type { OsKeyringTrouble } from "../../protocol/os-keyring-trouble.ts";
import { explain, type Explanation } from "./sentences.ts";

const BY_HAND = "with the passphrase it opens as ever: holt unlock";

const enOsKeyringTroubles: Readonly<Record<OsKeyringTrouble, () => Explanation>> = {
  off: () => explain("the desktop's keyring is not used for this vault", "use it: holt keyring enable"),
  "not-installed": () =>
    explain(
      "there is no program that speaks to the desktop's keyring",
      "install secret-tool (Debian, Ubuntu: libsecret-tools; Fedora, Arch: libsecret)",
      BY_HAND,
    ),
  unavailable: () =>
    explain(
      "the desktop's keyring can't be reached: there is no desktop session, or no keyring runs in it",
      BY_HAND,
    ),
  locked: () => explain("the desktop's keyring is locked itself", BY_HAND),
  missing: () =>
    explain(
      "the desktop's keyring has no entry for this vault any more",
      BY_HAND,
      "put one there again: holt keyring enable",
    ),
  refused: () => explain("the desktop's keyring said no", BY_HAND),
  timeout: () => explain("the desktop's keyring doesn't answer", BY_HAND),
  stale: () =>
    explain(
      "what the desktop's keyring holds doesn't open this vault",
      BY_HAND,
      "put the right key there: holt keyring enable",
    ),
};

export const enOsKeyring = {
  error: ({ reason }: { readonly reason: OsKeyringTrouble }): Explanation =>
    // A newer daemon may name a reason that isn't here.
    (enOsKeyringTroubles[reason] as (() => Explanation) | undefined)?.() ??
    explain(`the desktop's keyring: ${reason}`, BY_HAND),
  enabled: "from now on the desktop's keyring unlocks this vault; the passphrase does, too",
  disabled: "the desktop's keyring no longer unlocks this vault; the passphrase does",
  wasOff: "the desktop's keyring was not used for this vault",
  on: "the desktop's keyring unlocks this vault",
  off: "the desktop's keyring is not used for this vault: holt keyring enable",
  lost: "the desktop's keyring didn't take the new key, and no longer unlocks this vault: holt keyring enable",
  name: "keyring",
};
