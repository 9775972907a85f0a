/**
 * Why the desktop's keyring gives holt no key, as plain facts for both ends of the local plane.
 */
export const OS_KEYRING_TROUBLES = [
  /** Nothing was put there: it is not used. */
  "off",
  /** The program that speaks to it is missing (Linux: secret-tool). */
  "not-installed",
  /** No desktop session, no keyring service, or one that fails. */
  "unavailable",
  /** It is there, and waits for its own password. */
  "locked",
  /** It has no entry of that name any more. */
  "missing",
  /** The person or the service said no. */
  "refused",
  /** It didn't answer in time. */
  "timeout",
  /** Its key doesn't open this vault: of another one, or of an older passphrase. */
  "stale",
] as const;
export type OsKeyringTrouble = (typeof OS_KEYRING_TROUBLES)[number];

/** How the desktop's keyring stands to this vault. */
export interface OsKeyringView {
  readonly state: "on" | "off";
  /** What it said when it was asked last; null: nothing is wrong, or nobody asked. */
  readonly problem: OsKeyringTrouble | null;
}
