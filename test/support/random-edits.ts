/**
 * Edits of a vault as people make them, chosen by numbers: the same numbers, the same vault.
 */
import * as fc from "fast-check";
import type { Doc } from "yjs";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  setCounter,
  trashAccount,
  verifyAccount,
  type Making,
} from "../../src/vault/accounts.ts";
import { nameDevice, noteAdded } from "../../src/vault/devices.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { draftOf, HOTP, TOTP } from "./vault-drafts.ts";

type Edit = (doc: Doc, id: string, making: Making & { readonly pick: number }) => unknown;

const secretOf = (pick: number): Uint8Array =>
  Uint8Array.from({ length: 20 }, (_, index) => pick * 7 + index);

const OF_ACCOUNTS = {
  issuer: (doc, id, { pick, ...making }) => editAccount(doc, id, { issuer: `i${pick % 9}` }, making),
  note: (doc, id, { pick, ...making }) => editAccount(doc, id, { note: pick % 2 ? null : `${pick}` }, making),
  pin: (doc, id, { pick, ...making }) => editAccount(doc, id, { pinned: pick % 2 === 0 }, making),
  tag: (doc, id, { pick, ...making }) => editAccount(doc, id, { addTags: [`t${pick % 4}`] }, making),
  untag: (doc, id, { pick, ...making }) => editAccount(doc, id, { removeTags: [`t${pick % 4}`] }, making),
  enrol: (doc, id, { pick, ...making }) =>
    editAccount(doc, id, { otp: { ...(pick % 3 ? TOTP : HOTP), secret: secretOf(pick) } }, making),
  advance: (doc, id) => advanceCounter(doc, id),
  reset: (doc, id, { pick }) => setCounter(doc, id, pick % 50),
  verify: (doc, id) => verifyAccount(doc, id),
  trash: (doc, id, making) => trashAccount(doc, id, making),
  restore: (doc, id, making) => restoreAccount(doc, id, making),
  purge: (doc, id) => purgeAccount(doc, id),
} as const satisfies Record<string, Edit>;

const OTHERS = {
  add: (doc, _, { pick, ...making }) =>
    addAccount(doc, draftOf({ otp: pick % 2 ? HOTP : TOTP, name: `n${pick}`, note: "note" }), making),
  device: (doc, _, { pick }) => nameDevice(doc, `device${pick % 3}`, pick % 4 ? `name ${pick}` : ""),
  joined: (doc, _, { pick, now }) => noteAdded(doc, `device${pick % 3}`, now),
} as const satisfies Record<string, Edit>;

const EDITS = [
  ...(Object.keys(OF_ACCOUNTS) as (keyof typeof OF_ACCOUNTS)[]),
  ...(Object.keys(OTHERS) as (keyof typeof OTHERS)[]),
  // More than one in twelve: there would be nothing to edit otherwise.
  "add",
  "add",
] as const;

export interface RandomEdit {
  readonly action: (typeof EDITS)[number];
  readonly pick: number;
}

export const randomEdit = fc.record({ action: fc.constantFrom(...EDITS), pick: fc.nat(1000) });

/** To be run inside `edit`. `now`: epoch seconds. */
export function applyRandomEdit(doc: Doc, { action, pick }: RandomEdit, making: Making): unknown {
  if (isOther(action)) return OTHERS[action](doc, "", { ...making, pick });
  const ids = readAccounts(doc)
    .map(({ id }) => id)
    .sort();
  const id = ids[pick % Math.max(1, ids.length)];
  return id === undefined ? undefined : OF_ACCOUNTS[action](doc, id, { ...making, pick });
}

const isOther = (action: string): action is keyof typeof OTHERS => Object.hasOwn(OTHERS, action);
