/**
 * What people call their devices, in the root map `devices`: one flat key per device and fact, so that two devices
 * that name different ones both win (docs/SPEC.md [VD6]).
 *
 * Says nothing of who may open the vault: that is the roster's word, and a name without a member means nothing. Any
 * device may write any name, so values are read as untrusted. `edit` names no change for what is written here: who
 * edits knows it, and applyIncoming and mergeWhole say whether devices changed.
 */
import type { Doc } from "yjs";
import { parseMemberId } from "../protocol/ids.ts";
import { setField } from "./accounts.ts";
import { devicesOf } from "./document.ts";

export interface NamedDevice {
  /** At most 100 characters; empty where it has none. */
  readonly name: string;
  /** Epoch seconds. */
  readonly addedAt: number | null;
}

const LONGEST_NAME = 100;
const NAME = "name";
const ADDED_AT = "addedAt";

/** By the member's id as text; devices of which nothing is known are not in it. */
export function readDevices(doc: Doc): Map<string, NamedDevice> {
  const devices = new Map<string, NamedDevice>();
  for (const [key, value] of devicesOf(doc).entries()) {
    const [memberId = "", fact] = key.split("/", 2);
    if (key !== keyOf(memberId, fact ?? "") || parseMemberId(memberId) === undefined) continue;
    const known = devices.get(memberId) ?? { name: "", addedAt: null };
    if (fact === NAME && typeof value === "string") devices.set(memberId, { ...known, name: toName(value) });
    if (fact === ADDED_AT && isTime(value)) devices.set(memberId, { ...known, addedAt: value });
  }
  return devices;
}

/** One device's name, as readDevices has it. `memberId`: a member's id as text. */
export function nameOfDevice(doc: Doc, memberId: string): string {
  const value = devicesOf(doc).get(keyOf(memberId, NAME));
  return typeof value === "string" ? toName(value) : "";
}

/** To be run inside `edit`. An empty name takes it away. */
export function nameDevice(doc: Doc, memberId: string, name: string): void {
  setField(devicesOf(doc), keyOf(memberId, NAME), toName(name) || undefined);
}

/** To be run inside `edit`. `at`: epoch seconds; a time that is there already stays. */
export function noteAdded(doc: Doc, memberId: string, at: number): void {
  const key = keyOf(memberId, ADDED_AT);
  if (!isTime(devicesOf(doc).get(key))) setField(devicesOf(doc), key, at);
}

const keyOf = (memberId: string, fact: string): string => `${memberId}/${fact}`;

/** Whole characters: half a surrogate pair would read differently elsewhere. */
function toName(text: string): string {
  const start = text
    .trimStart()
    .slice(0, 2 * LONGEST_NAME)
    .toWellFormed();
  return Array.from(start).slice(0, LONGEST_NAME).join("").trimEnd();
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
