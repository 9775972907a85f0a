/**
 * What a person typed (local-api NewAccount and AccountFields) → what goes into the vault.
 *
 * Texts lose the blanks around them; an emptied note is no note. Lengths are bounded here, for typed text only: what
 * an importer brings is kept whole. No error repeats what was typed.
 */
import { TO_ENROL } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { AccountFields, NewAccount } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { LARGEST_COUNTER, type Account, type AccountDraft, type Otp } from "./account.ts";
import type { AccountChanges } from "./accounts.ts";
import { isEqualValue } from "./field-value.ts";
import { otpToValue } from "./stored-otp.ts";
import { badField, typedOtp } from "./typed-otp.ts";

/** In UTF-16 units. A page of notes and a sheet of recovery codes fit; a pasted file doesn't. */
const LONGEST = { issuer: 500, name: 500, tag: 100, note: 20_000, "recovery codes": 20_000 } as const;
const MOST_TAGS = 100;

export function newAccountToDraft(input: NewAccount): Result<AccountDraft, HoltError> {
  const texts = checkTexts(input);
  if (!texts.ok) return texts;
  const otp = typedOtp(input.otp, null);
  if (!otp.ok) return otp;
  const counter = typedCounter(input, otp.value);
  if (!counter.ok) return counter;
  return ok({
    otp: otp.value,
    counter: counter.value ?? 0,
    issuer: input.issuer?.trim() ?? "",
    name: input.name?.trim() ?? "",
    note: toLongText(input.note) ?? null,
    recoveryCodes: toLongText(input.recoveryCodes) ?? null,
    tags: toTags(input.addTags),
    pinned: input.pinned ?? false,
    createdAt: null,
    trashedAt: null,
  });
}

/** What `fields` would change; fields that are as they were don't count as given. */
export function fieldsToChanges(account: Account, fields: AccountFields): Result<AccountChanges, HoltError> {
  const texts = checkTexts(fields);
  if (!texts.ok) return texts;
  const otp = changedOtp(account, fields);
  if (!otp.ok) return otp;
  const counter = typedCounter(fields, otp.value ?? account.otp);
  if (!counter.ok) return counter;
  const note = toLongText(fields.note);
  const recoveryCodes = toLongText(fields.recoveryCodes);
  const changes: AccountChanges = {
    ...(fields.issuer !== undefined && { issuer: fields.issuer.trim() }),
    ...(fields.name !== undefined && { name: fields.name.trim() }),
    ...(note !== undefined && { note }),
    ...(recoveryCodes !== undefined && { recoveryCodes }),
    ...(fields.pinned !== undefined && { pinned: fields.pinned }),
    ...(fields.addTags !== undefined && { addTags: toTags(fields.addTags) }),
    ...(fields.removeTags !== undefined && { removeTags: toTags(fields.removeTags) }),
    ...(counter.value !== undefined && { counter: counter.value }),
    ...(otp.value !== undefined && { otp: otp.value }),
  };
  return Object.values(fields).every(isEmptyField)
    ? err({ type: "usage", reason: "nothing-to-change" })
    : ok(changes);
}

/** undefined: nothing of it was typed, or it stays what it is. */
function changedOtp(account: Account, { otp: given }: AccountFields): Result<Otp | undefined, HoltError> {
  const { counter: _counter, ...parts } = given ?? {};
  if (Object.values(parts).every((part) => part === undefined)) return ok(undefined);
  // An account that waits for its secret has no type yet: the usual one, unless another is said.
  const typed =
    account.type === TO_ENROL && parts.type === undefined ? ({ ...parts, type: "totp" } as const) : parts;
  const otp = typedOtp(typed, account.otp);
  if (!otp.ok) return otp;
  const isSame = account.otp !== null && isEqualValue(otpToValue(account.otp), otpToValue(otp.value));
  return ok(isSame ? undefined : otp.value);
}

function typedCounter(fields: AccountFields, otp: Otp | null): Result<number | undefined, HoltError> {
  const counter = fields.counter ?? fields.otp?.counter;
  if (counter === undefined) return ok(undefined);
  if (otp?.type !== "hotp") return err({ type: "usage", reason: "field-not-for-type", value: "counter" });
  const isGood = Number.isSafeInteger(counter) && counter >= 0 && counter <= LARGEST_COUNTER;
  return isGood ? ok(counter) : badField("counter", "the counter must be a whole number from 0");
}

function checkTexts(fields: AccountFields): Result<null, HoltError> {
  if ((fields.addTags?.length ?? 0) > MOST_TAGS) return badField("tag", `more than ${MOST_TAGS} at once`);
  const texts: readonly (readonly [keyof typeof LONGEST, string | null | undefined])[] = [
    ["issuer", fields.issuer],
    ["name", fields.name],
    ["note", fields.note],
    ["recovery codes", fields.recoveryCodes],
    ...(fields.addTags ?? []).map((tag) => ["tag", tag] as const),
  ];
  for (const [field, text] of texts) {
    if ((text?.length ?? 0) > LONGEST[field])
      return badField(field, `longer than ${LONGEST[field]} characters`);
  }
  return ok(null);
}

/** null isn't: it takes a note away. */
const isEmptyField = (field: unknown): boolean =>
  field === undefined ||
  (typeof field === "object" && field !== null && Object.values(field).every((part) => part === undefined));

const toTags = (tags: readonly string[] | undefined): readonly string[] => [
  ...new Set((tags ?? []).map((tag) => tag.trim()).filter((tag) => tag !== "")),
];

/** undefined: not given; null: none. */
function toLongText(text: string | null | undefined): string | null | undefined {
  return text === undefined ? undefined : text?.trimEnd() || null;
}
