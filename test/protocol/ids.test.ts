import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import {
  asMemberId,
  asVaultId,
  formatId,
  isAccountId,
  makeAccountId,
  parseMemberId,
  parseVaultId,
  type MemberId,
  type VaultId,
} from "../../src/protocol/ids.ts";
import { fixedRandom } from "./fixed-random.ts";

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe("ids", () => {
  it("[ID1] a vault's and a member's come back from their texts", () => {
    fc.assert(
      fc.property(exactly(32), exactly(16), (vault, member) => {
        expect(parseVaultId(formatId(vault as VaultId))).toEqual(vault);
        expect(parseMemberId(formatId(member as MemberId))).toEqual(member);
        expect(formatId(vault as VaultId)).toMatch(/^[a-z2-7]{52}$/);
        expect(formatId(member as MemberId)).toMatch(/^[a-z2-7]{26}$/);
      }),
    );
  });

  it("[ID1] one id has one text: other cases, spaces, lengths and left-over bits are refused", () => {
    const text = formatId(new Uint8Array(16).fill(3) as MemberId);
    expect(parseMemberId(text)).toBeDefined();
    for (const other of [text.toUpperCase(), ` ${text}`, `${text}=`, text.slice(1), `${text}a`, "", "é"]) {
      expect(parseMemberId(other)).toBeUndefined();
    }
    expect(parseMemberId(`${text.slice(0, -1)}z`)).toBeUndefined();
    expect(parseVaultId(text)).toBeUndefined();
  });

  it("[ID1] bytes are an id only at the right length", () => {
    expect([15, 16, 17].map((length) => asMemberId(new Uint8Array(length)) !== undefined)).toEqual([
      false,
      true,
      false,
    ]);
    expect([31, 32, 33].map((length) => asVaultId(new Uint8Array(length)) !== undefined)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("[ID2] an account's id is 26 characters of 128 random bits", () => {
    const random = fixedRandom("account ids");
    const ids = Array.from({ length: 1000 }, () => makeAccountId(random));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[a-z2-7]{26}$/.test(id) && isAccountId(id))).toBe(true);
    expect(["", "github", "a".repeat(25), "A".repeat(26), "1".repeat(26)].some(isAccountId)).toBe(false);
  });
});
