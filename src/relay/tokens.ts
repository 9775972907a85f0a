/**
 * Registration tokens: made for one vault each, printed once, kept as hashes (docs/SPEC.md [RD11]).
 *
 * What travels is the UTF-8 of the text as it was printed.
 */
import { createHash } from "node:crypto";
import { formatBase32, utf8ToBytes } from "../protocol/bytes.ts";
import type { Random } from "../protocol/sodium.ts";

const TOKEN_BYTES = 20;
const PREFIX = "holt/1 relay token\0";

/** 160 random bits: 32 characters, in groups of four. */
export const makeToken = (random: Random): string =>
  (formatBase32(random(TOKEN_BYTES)).toLowerCase().match(/.{4}/g) ?? []).join("-");

/** 32 bytes. Random tokens need no slow hash. */
export const hashToken = (token: Uint8Array): Uint8Array =>
  new Uint8Array(createHash("sha256").update(PREFIX).update(token).digest());

/** Those of a file, one a line; empty lines and comments are left out. */
export const hashTokenLines = (text: string): readonly Uint8Array[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => hashToken(utf8ToBytes(line)));
