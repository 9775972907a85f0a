import { beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { decode, encode, type CborMap, type CborValue } from "../../src/protocol/codec.ts";
import { unwrapEpochKey } from "../../src/protocol/epoch.ts";
import { foundVault, isEpochKeyOf, type NewVault } from "../../src/protocol/found.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import { memberIdOf } from "../../src/protocol/members.ts";
import {
  decodeSignedEntry,
  encodeSignedEntry,
  MAX_ENTRY_BYTES,
  verifyFoundEntry,
} from "../../src/protocol/roster.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let founder: Member;
let other: Member;
let vault: NewVault;
beforeAll(async () => {
  tools = await fixedTools("roster");
  founder = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  other = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  vault = foundVault(tools, founder);
});

const verify = (bytes: Uint8Array) => verifyFoundEntry(tools.sodium, bytes);

/** The body changed as said, and signed again: what a dishonest founder could send. */
function resigned(edit: (body: CborMap) => CborValue, signer = founder): Uint8Array {
  const decoded = decodeSignedEntry(vault.entry);
  const body = decoded.ok ? decode(decoded.value.body, "body") : decoded;
  if (!body.ok) throw new Error("not decoded");
  const message = encode(edit(body.value as CborMap));
  return encodeSignedEntry(
    message,
    sign(tools.sodium, { tag: TAGS.rosterEntry, message, secretKey: signer.signSecret }),
  );
}
const change = (body: CborMap): CborMap => body["change"] as CborMap;
const withChange = (fields: CborMap) => (body: CborMap) => ({
  ...body,
  change: { ...change(body), ...fields },
});
const withEpoch = (fields: CborMap) => (body: CborMap) =>
  withChange({ epoch: { ...(change(body)["epoch"] as CborMap), ...fields } })(body);
const withMember = (fields: CborMap) => (body: CborMap) =>
  withChange({ member: { ...(change(body)["member"] as CborMap), ...fields } })(body);

describe("founding a vault", () => {
  it("[RO4] the entry verifies, names its founder, and its hash is the vaultId", () => {
    const verified = verify(vault.entry);
    expect(verified).toMatchObject({ ok: true, value: { vaultId: vault.vaultId, founder: founder.id } });
    expect(vault.vaultId).toHaveLength(32);
  });

  it("[RO4] the founder gets the epoch key out of its box", () => {
    const verified = verify(vault.entry);
    if (!verified.ok) throw new Error("not verified");
    const { boxes, commitment } = verified.value.change.epoch;
    const box = boxes[0]?.box ?? new Uint8Array();
    const opened = unwrapEpochKey(tools.sodium, { box, commitment, member: founder });
    expect(opened.ok && opened.value.expose()).toEqual(vault.epochKey.expose());
  });

  it("[RO4] one device can found two vaults", () => {
    expect(foundVault(tools, founder).vaultId).not.toEqual(vault.vaultId);
  });

  it("[RO3] nothing in it is clear but public keys, ids, and sealed or random bytes", () => {
    const text = Buffer.from(vault.entry);
    expect(text.includes(Buffer.from(vault.epochKey.expose()))).toBe(false);
    expect(text.includes(Buffer.from(founder.signSecret.expose().subarray(0, 32)))).toBe(false);
    const decoded = decodeSignedEntry(vault.entry);
    expect(decoded.ok && decoded.value.entry.change).toEqual({
      type: "found",
      nonce: expect.any(Uint8Array),
      member: { kind: "device", ...founder.publicKeys },
      epoch: {
        number: 1,
        commitment: expect.any(Uint8Array),
        boxes: [{ member: founder.id, box: expect.any(Uint8Array) }],
      },
    });
  });

  it("[RO6] who holds the epoch key sees whether commitment and box are honest", () => {
    const check = (bytes: Uint8Array, key = vault.epochKey): boolean => {
      const verified = verify(bytes);
      return verified.ok && isEpochKeyOf(tools.sodium, verified.value.change, key);
    };
    expect(check(vault.entry)).toBe(true);
    expect(check(vault.entry, new Secret(tools.random(32)))).toBe(false);
    const badBox = [{ member: founder.id, box: new Uint8Array(80) }];
    expect(verify(resigned(withEpoch({ boxes: badBox }))).ok).toBe(true);
    expect(check(resigned(withEpoch({ boxes: badBox })))).toBe(false);
    expect(check(resigned(withEpoch({ commitment: new Uint8Array(32) })))).toBe(false);
  });
});

describe("verifying the first entry", () => {
  it("[RO5] every truncation, every flipped byte and every addition is refused", () => {
    expect(survivors(vault.entry, (bytes) => !verify(bytes).ok)).toEqual([]);
  });

  it("[RO2] a signature that was made for another purpose is refused", () => {
    const decoded = decodeSignedEntry(vault.entry);
    if (!decoded.ok) throw new Error("not decoded");
    const { body: message } = decoded.value;
    const signed = (tag: (typeof TAGS)[keyof typeof TAGS]): Uint8Array =>
      encodeSignedEntry(message, sign(tools.sodium, { tag, message, secretKey: founder.signSecret }));
    const accepted = Object.values(TAGS).filter((tag) => verify(signed(tag)).ok);
    expect(accepted).toEqual([TAGS.rosterEntry]);
  });

  it("[RO5] an entry signed again as it was is the same entry", () => {
    expect(resigned((body) => body)).toEqual(vault.entry);
  });

  it.each([
    ["signature", "signed by another", () => resigned((body) => body, other)],
    ["author", "of another author", () => resigned((body) => ({ ...body, author: other.id }))],
    ["author", "with another's box key", () => resigned(withMember({ boxKey: other.publicKeys.boxKey }))],
    ["first", "with another index", () => resigned((body) => ({ ...body, index: 1 }))],
    ["first", "with a predecessor", () => resigned((body) => ({ ...body, previous: new Uint8Array(32) }))],
    ["epoch", "of another epoch", () => resigned(withEpoch({ number: 2 }))],
    ["epoch", "without a box", () => resigned(withEpoch({ boxes: [] }))],
    [
      "epoch",
      "with a box for another",
      () => resigned(withEpoch({ boxes: [{ member: other.id, box: new Uint8Array(80) }] })),
    ],
  ] as const)("[RO5] breaks the rule %s: %s", (rule, _name, make) => {
    expect(verify(make())).toEqual({ ok: false, error: { type: "invalid-entry", rule } });
  });

  it("[RO5] a box key of low order is refused, though its owner signed", () => {
    const lowOrder = { signKey: founder.publicKeys.signKey, boxKey: new Uint8Array(32) };
    const author = memberIdOf(tools.sodium, lowOrder);
    const bytes = resigned((body) => ({ ...withMember({ boxKey: lowOrder.boxKey })(body), author }));
    expect(verify(bytes)).toMatchObject({ ok: false, error: { rule: "box-key" } });
  });

  it.each([
    ["of another version", () => resigned((body) => ({ ...body, version: 2 }))],
    ["with a field more", () => resigned((body) => ({ ...body, note: "x" }))],
    ["with a change of an unknown type", () => resigned(withChange({ type: "admit" }))],
    ["with a member of an unknown kind", () => resigned(withMember({ kind: "words" }))],
    ["with a short key", () => resigned(withMember({ signKey: new Uint8Array(31) }))],
    [
      "with a short box",
      () => resigned(withEpoch({ boxes: [{ member: founder.id, box: new Uint8Array(79) }] })),
    ],
    ["that is no map", () => resigned(() => [])],
    ["without a signature", () => encode([utf8ToBytes("body")])],
    ["longer than an entry may be", () => new Uint8Array(MAX_ENTRY_BYTES + 1)],
  ] as const)("[RO3] an entry %s is malformed", (_name, make) => {
    expect(verify(make())).toMatchObject({ ok: false, error: { type: "malformed", what: "roster entry" } });
  });
});
