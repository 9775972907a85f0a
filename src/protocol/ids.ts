/**
 * The names of vaults, members and accounts: bytes on the wire, lower-case base32 for people.
 *
 * Parsing is strict: one id has one text. Nothing here knows how an id comes about, but for accounts, whose ids
 * are random.
 */
import { formatBase32, parseBase32 } from "./bytes.ts";
import type { Random } from "./sodium.ts";

declare const kind: unique symbol;
/** BLAKE2b-256 of the vault's first roster entry. */
export type VaultId = Uint8Array & { readonly [kind]: "vault" };
/** BLAKE2b-128 of a member's public keys. */
export type MemberId = Uint8Array & { readonly [kind]: "member" };

const VAULT_ID_BYTES = 32;
export const MEMBER_ID_BYTES = 16;
const ACCOUNT_ID_BYTES = 16;

export const asVaultId = (bytes: Uint8Array): VaultId | undefined =>
  bytes.length === VAULT_ID_BYTES ? (bytes as VaultId) : undefined;
export const asMemberId = (bytes: Uint8Array): MemberId | undefined =>
  bytes.length === MEMBER_ID_BYTES ? (bytes as MemberId) : undefined;

/** 52 characters for a vault, 26 for a member. */
export const formatId = (id: VaultId | MemberId): string => formatBase32(id).toLowerCase();

export function parseVaultId(text: string): VaultId | undefined {
  const bytes = parseIdText(text);
  return bytes && asVaultId(bytes);
}

export function parseMemberId(text: string): MemberId | undefined {
  const bytes = parseIdText(text);
  return bytes && asMemberId(bytes);
}

/** Of a text that `formatId` made; anything else is a bug. */
export function memberIdOfText(text: string): MemberId {
  const id = parseMemberId(text);
  if (id === undefined) throw new Error("not a member's id");
  return id;
}

/** 128 random bits as 26 characters: a–z, 2–7. */
export const makeAccountId = (random: Random): string => formatBase32(random(ACCOUNT_ID_BYTES)).toLowerCase();

export const isAccountId = (text: string): boolean => parseIdText(text)?.length === ACCOUNT_ID_BYTES;

function parseIdText(text: string): Uint8Array | undefined {
  const bytes = parseBase32(text);
  return bytes && formatBase32(bytes).toLowerCase() === text ? bytes : undefined;
}
