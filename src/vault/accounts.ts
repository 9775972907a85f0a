/**
 * What can be done to the accounts of a vault: each function is one change of the document, meant to run inside
 * `edit`.
 *
 * Nothing is written where a Result is an error. A value that is there already is not written again, so that an
 * edit which changes nothing makes no update. Clock and randomness come in as parameters.
 */
import * as Y from "yjs";
import { TO_ENROL } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { makeAccountId } from "../protocol/ids.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Random } from "../protocol/sodium.ts";
import type { AccountDraft, NamedAccount, Otp } from "./account.ts";
import { LARGEST_COUNTER } from "./account.ts";
import { readCounter, resetCounter, takeCounter, writeCounter } from "./counter.ts";
import { accountMap, accountsOf, type AccountMap } from "./document.ts";
import { isEqualValue, toFieldValue, type FieldValue } from "./field-value.ts";
import { rememberReplaced, replaceOtp } from "./re-enrol.ts";
import { earlierIds } from "./restored.ts";
import { KEY, tagKey } from "./schema.ts";
import { otpToValue, valueToOtp } from "./stored-otp.ts";

/** When and with whose randomness an edit is made. */
export interface Making {
  /** Epoch seconds. */
  readonly now: number;
  readonly random: Random;
}

/** Absent: stays as it is. null: taken away. */
export interface AccountChanges {
  readonly issuer?: string;
  readonly name?: string;
  readonly note?: string | null;
  readonly recoveryCodes?: string | null;
  readonly pinned?: boolean;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** HOTP only; with `otp`: the counter that the new one begins with. */
  readonly counter?: number;
  /** A re-enrolment: the old one goes to the history. */
  readonly otp?: Otp;
}

/** Returns the new account's id. The draft's one-time password has passed checkOtp. */
export function addAccount(doc: Y.Doc, draft: AccountDraft, making: Making): string {
  const [id, map] = makeMap(doc, making);
  map.set(KEY.otp, otpToValue(draft.otp));
  if (draft.otp.type === "hotp") {
    writeCounter(map, doc.clientID, { resets: draft.resets ?? 0, next: draft.counter });
  }
  describe(map, draft, making);
  if (typeof draft.verified === "boolean") map.set(KEY.verified, draft.verified);
  return id;
}

/** An account that is to be enrolled again: everything but a one-time password. Returns its id. */
export function addNamed(doc: Y.Doc, named: NamedAccount, making: Making): string {
  const [id, map] = makeMap(doc, making);
  map.set(KEY.otp, { type: TO_ENROL });
  describe(map, named, making);
  return id;
}

function makeMap(doc: Y.Doc, { random }: Making): [id: string, map: AccountMap] {
  const id = makeAccountId(random);
  const map: AccountMap = new Y.Map();
  accountsOf(doc).set(id, map);
  return [id, map];
}

function describe(map: AccountMap, draft: NamedAccount, { now, random }: Making): void {
  for (const replaced of draft.history ?? []) rememberReplaced(map, replaced, random);
  setField(map, KEY.issuer, draft.issuer.toWellFormed());
  setField(map, KEY.name, draft.name.toWellFormed());
  setField(map, KEY.note, toField(draft.note));
  setField(map, KEY.recoveryCodes, toField(draft.recoveryCodes));
  for (const tag of draft.tags) addTag(map, tag);
  if (draft.pinned) map.set(KEY.pinned, true);
  map.set(KEY.createdAt, draft.createdAt ?? now);
  if (draft.trashedAt !== null) map.set(KEY.trashedAt, draft.trashedAt);
}

export function editAccount(
  doc: Y.Doc,
  id: string,
  changes: AccountChanges,
  making: Making,
): Result<null, HoltError> {
  const map = accountMap(doc, id);
  if (map === undefined) return notFound(id);
  const type = (changes.otp ?? valueToOtp(map.get(KEY.otp)))?.type;
  if (changes.counter !== undefined && (type !== "hotp" || !isCounter(changes.counter))) {
    return type === "hotp" ? badCounter("counter: must be a whole number from 0") : notForType("counter");
  }
  if (changes.otp !== undefined) replaceOtp(doc, map, otpToValue(changes.otp), making);
  if (changes.counter !== undefined) moveCounter(doc, map, changes.counter);
  if (changes.issuer !== undefined) setField(map, KEY.issuer, changes.issuer.toWellFormed());
  if (changes.name !== undefined) setField(map, KEY.name, changes.name.toWellFormed());
  if (changes.note !== undefined) setField(map, KEY.note, toField(changes.note));
  if (changes.recoveryCodes !== undefined) setField(map, KEY.recoveryCodes, toField(changes.recoveryCodes));
  if (changes.pinned !== undefined) setField(map, KEY.pinned, changes.pinned || undefined);
  for (const tag of changes.removeTags ?? []) setField(map, tagKey(tag.trim().toWellFormed()), undefined);
  for (const tag of changes.addTags ?? []) addTag(map, tag);
  return ok(null);
}

/** The code was accepted. */
export function verifyAccount(doc: Y.Doc, id: string): Result<null, HoltError> {
  return withAccount(doc, id, (map) => setField(map, KEY.verified, true));
}

/** After a recovery: the person is to confirm that the code is accepted. */
export function askToVerifyAccount(doc: Y.Doc, id: string): Result<null, HoltError> {
  return withAccount(doc, id, (map) => setField(map, KEY.verified, false));
}

/** An account that lies in the trash keeps the time at which it came there. */
export function trashAccount(doc: Y.Doc, id: string, { now }: Pick<Making, "now">): Result<null, HoltError> {
  return withAccount(doc, id, (map) => {
    if (!map.has(KEY.trashedAt)) map.set(KEY.trashedAt, now);
  });
}

/** Gone from the document, its history with it; other devices follow. Can't be undone. */
export function purgeAccount(doc: Y.Doc, id: string): Result<null, HoltError> {
  return withAccount(doc, id, () => {
    for (const earlier of earlierIds(doc, id)) accountsOf(doc).delete(earlier);
    accountsOf(doc).delete(id);
  });
}

/**
 * HOTP: the counter whose code is to be shown, once the edit that holds this is durable.
 */
export function advanceCounter(doc: Y.Doc, id: string): Result<number, HoltError> {
  const map = accountMap(doc, id);
  if (map === undefined) return notFound(id);
  if (valueToOtp(map.get(KEY.otp))?.type !== "hotp") return notForType("counter");
  const counter = takeCounter(map, doc.clientID);
  return counter === undefined ? badCounter("counter: all counters are used up") : ok(counter);
}

/** HOTP: sets the counter whose code comes next, by hand. */
export function setCounter(doc: Y.Doc, id: string, counter: number): Result<null, HoltError> {
  const map = accountMap(doc, id);
  if (map === undefined) return notFound(id);
  if (valueToOtp(map.get(KEY.otp))?.type !== "hotp") return notForType("counter");
  if (!isCounter(counter)) return badCounter("counter: must be a whole number from 0");
  moveCounter(doc, map, counter);
  return ok(null);
}

/** A form that hands the counter back as it was must not undo what another device counts meanwhile. */
function moveCounter(doc: Y.Doc, map: AccountMap, counter: number): void {
  if (readCounter(map).next !== counter) resetCounter(map, doc.clientID, counter);
}

/** Writes only what differs; undefined takes the key away. */
export function setField(map: AccountMap, key: string, value: FieldValue | undefined): void {
  if (value === undefined) {
    if (map.has(key)) map.delete(key);
  } else if (!isEqualValue(toFieldValue(map.get(key)), value)) {
    map.set(key, value);
  }
}

function addTag(map: AccountMap, tag: string): void {
  const text = tag.trim().toWellFormed();
  if (text !== "") setField(map, tagKey(text), true);
}

function withAccount(doc: Y.Doc, id: string, act: (map: AccountMap) => void): Result<null, HoltError> {
  const map = accountMap(doc, id);
  if (map === undefined) return notFound(id);
  act(map);
  return ok(null);
}

/** Yjs writes UTF-8: half a surrogate pair would read differently here and on other devices. */
const toField = (text: string | null): string | undefined =>
  text === null || text === "" ? undefined : text.toWellFormed();
const isCounter = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= LARGEST_COUNTER;
const notFound = (query: string): Result<never, HoltError> => err({ type: "not-found", query });
const notForType = (value: string): Result<never, HoltError> =>
  err({ type: "usage", reason: "field-not-for-type", value });
const badCounter = (value: string): Result<never, HoltError> =>
  err({ type: "usage", reason: "bad-field", value });
