/**
 * Compares account drafts with the canonical entries of an expected.json, `accept`ed alternatives included.
 */
import { formatBase32, formatHex, parseBase32 } from "../../../src/protocol/bytes.ts";
import type { AccountDraft } from "../../../src/vault/account.ts";

export type Canonical = Readonly<Record<string, unknown>>;

/** Keys that describe the source, or what holt doesn't keep. */
const IGNORED = new Set([
  "raw_name",
  "accept",
  "has_icon",
  "note_on_source",
  "pin_length",
  "upstream",
  "raw_digits",
  "note_to_tester",
]);

/** What the entry says, read off the draft. */
function valueOf(draft: AccountDraft, key: string): unknown {
  const { otp } = draft;
  const known: Readonly<Record<string, () => unknown>> = {
    type: () => otp.type,
    issuer: () => draft.issuer,
    account: () => draft.name,
    secret: () => formatBase32(otp.secret),
    secret_hex: () => formatHex(otp.secret),
    algorithm: () => otp.algorithm,
    digits: () => otp.digits,
    period: () => otp.period,
    counter: () => draft.counter,
    pin: () => otp.pin,
    groups: () => draft.tags,
    tags: () => draft.tags,
    note: () => draft.note,
    favorite: () => draft.pinned,
    pinned: () => draft.pinned,
    trashed: () => draft.trashedAt !== null,
  };
  const read = known[key];
  if (read === undefined) throw new Error(`an expectation that this test doesn't understand: ${key}`);
  return read();
}

/** The draft as the entry would put it; an accepted alternative counts as the expected value. */
export function toCanonical(draft: AccountDraft, expected: Canonical, accept: Canonical = {}): Canonical {
  const entries = Object.entries(expected).map(([key, value]) => {
    if (IGNORED.has(key)) return [key, value];
    const actual = valueOf(draft, key);
    // Left-over bits of the last character mean nothing.
    if (key === "secret" && formatBase32(parseBase32(String(value)) ?? new Uint8Array()) === actual)
      return [key, value];
    const choices = accept[key];
    return [key, Array.isArray(choices) && choices.includes(actual) ? value : actual];
  });
  return Object.fromEntries(entries) as Canonical;
}

export const listToCanonical = (
  drafts: readonly AccountDraft[],
  expected: readonly Canonical[],
): Canonical[] =>
  drafts.map((draft, index) =>
    toCanonical(draft, expected[index] ?? {}, (expected[index]?.["accept"] as Canonical | undefined) ?? {}),
  );
