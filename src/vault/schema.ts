/**
 * The names in the vault document: the two root maps, and the keys of an account's flat map.
 *
 * They are on every device of a person and never change their meaning. A key that isn't listed here belongs to a
 * newer holt: it is kept and ignored. A third root map is not: an update that writes one is refused (incoming.ts),
 * so what is new has to become a key of one of these.
 */
export const ACCOUNTS = "accounts";
/** Flat: ⟨memberId⟩/name → text, ⟨memberId⟩/addedAt → epoch seconds. */
export const DEVICES = "devices";

export const KEY = {
  issuer: "issuer",
  name: "name",
  /** ONE value {type, secret, algorithm, digits, period, pin}: two re-enrolments never mix. */
  otp: "otp",
  note: "note",
  recoveryCodes: "recoveryCodes",
  pinned: "pinned",
  /** Epoch seconds. */
  createdAt: "createdAt",
  /** Epoch seconds; absent outside the trash. */
  trashedAt: "trashedAt",
  verified: "verified",
  /** The id under which the account lay in the trash. */
  restoredFrom: "restoredFrom",
  /** The id under which it came back. A map with it is an account no more: it waits for late edits (late-edits.ts). */
  restoredAs: "restoredAs",
} as const;

/** tag/⟨text⟩ → true: tags that two devices add both stay. */
export const TAG_PREFIX = "tag/";
/** counter/⟨clientID⟩ → [resets, n]: the greatest is in force. */
export const COUNTER_PREFIX = "counter/";
/** history/⟨random⟩ → {otp, replacedAt, counter}: one-time passwords that were replaced, or are about to be. */
export const HISTORY_PREFIX = "history/";

export const tagKey = (tag: string): string => TAG_PREFIX + tag;
export const counterKey = (clientId: number): string => COUNTER_PREFIX + String(clientId);
export const historyKey = (random: string): string => HISTORY_PREFIX + random;
