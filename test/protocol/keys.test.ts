import sodiumLibrary from "libsodium-wrappers";
import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { commitToEpochKey, unwrapEpochKey, wrapEpochKey } from "../../src/protocol/epoch.ts";
import { derive, frame, hash } from "../../src/protocol/hash.ts";
import { memberFromSeed, wipeMember, type Member } from "../../src/protocol/keys.ts";
import { clientIdOf, memberIdOf } from "../../src/protocol/members.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { isSignedBy, sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let member: Member;
let other: Member;
beforeAll(async () => {
  tools = await fixedTools("keys");
  member = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  other = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
});

describe("tags", () => {
  it("[TG1] no tag is used twice, and each fits its length byte", () => {
    const tags = Object.values(TAGS);
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) expect(tag).toMatch(/^holt\/1 [a-z ]{1,200}$/);
  });

  it("[TG2] however the parts are cut, two lists of parts never give one frame", () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const [one, two] = [left, right].map((parts) => frame({ tag: TAGS.stored, parts }));
        expect(Buffer.compare(one ?? new Uint8Array(), two ?? new Uint8Array()) === 0).toBe(
          JSON.stringify(left) === JSON.stringify(right),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("[TG3] a derived key depends on the key, the tag and the parts", () => {
    const key = new Secret(tools.random(32));
    const derived = [
      derive(tools.sodium, { key, tag: TAGS.memberSign, parts: [] }),
      derive(tools.sodium, { key, tag: TAGS.memberBox, parts: [] }),
      derive(tools.sodium, { key, tag: TAGS.memberBox, parts: [new Uint8Array(1)] }),
      derive(tools.sodium, { key: new Secret(tools.random(32)), tag: TAGS.memberSign, parts: [] }),
    ].map((secret) => Buffer.from(secret.expose()).toString("hex"));
    expect(new Set(derived).size).toBe(4);
    const unkeyed = hash(tools.sodium, { tag: TAGS.memberSign, parts: [] });
    expect(derived).not.toContain(Buffer.from(unkeyed).toString("hex"));
  });
});

describe("members", () => {
  it("[KY1] one seed gives one member, and another seed another", () => {
    const seed = new Uint8Array(32).fill(7);
    const [one, two] = [1, 2].map(() => memberFromSeed(tools.sodium, new Secret(seed.slice())));
    expect(one?.id).toEqual(two?.id);
    expect(one?.publicKeys).toEqual(two?.publicKeys);
    expect(one?.id).not.toEqual(member.id);
    expect(() => memberFromSeed(tools.sodium, new Secret(new Uint8Array(31)))).toThrow(/32 bytes/);
  });

  it("[KY1] the two pairs share no bytes with each other or with the seed", () => {
    const seed = tools.random(32);
    const { signSecret, boxSecret, publicKeys } = memberFromSeed(tools.sodium, new Secret(seed));
    const values = [
      seed,
      signSecret.expose().slice(0, 32),
      boxSecret.expose(),
      publicKeys.signKey,
      publicKeys.boxKey,
    ];
    expect(new Set(values.map((value) => Buffer.from(value).toString("hex"))).size).toBe(5);
  });

  it("[KY2] the id names both public keys: with either changed it is another", () => {
    const { signKey, boxKey } = member.publicKeys;
    expect(member.id).toHaveLength(16);
    expect(memberIdOf(tools.sodium, { signKey, boxKey })).toEqual(member.id);
    expect(memberIdOf(tools.sodium, { signKey, boxKey: other.publicKeys.boxKey })).not.toEqual(member.id);
    expect(memberIdOf(tools.sodium, { signKey: boxKey, boxKey: signKey })).not.toEqual(member.id);
  });

  it("[KY1] wiping a member takes its secrets away and leaves the seed to its owner", () => {
    const seed = new Secret(tools.random(32));
    const gone = memberFromSeed(tools.sodium, seed);
    const bytes = [gone.signSecret.expose(), gone.boxSecret.expose()];
    wipeMember(gone);
    expect(bytes.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    expect(() => gone.signSecret.expose()).toThrow(/wiped/);
    expect(seed.isWiped).toBe(false);
  });

  it("[KY3] a clientID is a positive safe integer of 52 bits that changes with author and generation", () => {
    const ids = [member, other].flatMap(({ id }) =>
      [0, 1, 2, 2 ** 40, Number.MAX_SAFE_INTEGER].map((generation) =>
        clientIdOf(tools.sodium, id, generation),
      ),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(Number.isSafeInteger(id)).toBe(true);
      expect(id).toBeGreaterThan(0);
      expect(id).toBeLessThan(2 ** 52);
    }
    expect(ids.some((id) => id > 2 ** 32)).toBe(true);
    expect(clientIdOf(tools.sodium, member.id, 1)).toBe(ids[1]);
  });

  it("[KY3] a clientID is never 0, even where the hash is", () => {
    const zeros = { blake2b: (length: number) => new Uint8Array(length) };
    expect(clientIdOf(zeros, member.id, 0)).toBe(1);
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])("[KY3] %d is no generation", (generation) => {
    expect(() => clientIdOf(tools.sodium, member.id, generation)).toThrow(/generation/);
  });
});

describe("signatures", () => {
  const message = utf8ToBytes("message");
  const tag = TAGS.rosterEntry;

  it("[KY4] a signature holds for its signer, message and tag alone", () => {
    const signature = sign(tools.sodium, { tag, message, secretKey: member.signSecret });
    const publicKey = member.publicKeys.signKey;
    const holds = (change: object): boolean =>
      isSignedBy(tools.sodium, { tag, message, signature, publicKey, ...change });
    expect(holds({})).toBe(true);
    expect(holds({ tag: TAGS.rosterHash })).toBe(false);
    expect(holds({ message: utf8ToBytes("massage") })).toBe(false);
    expect(holds({ publicKey: other.publicKeys.signKey })).toBe(false);
    expect(holds({ publicKey: new Uint8Array(32) })).toBe(false);
    expect(holds({ publicKey: new Uint8Array(31) })).toBe(false);
    expect(survivors(signature, (signature) => !holds({ signature }))).toEqual([]);
  });
});

describe("epoch keys", () => {
  const wrapFor = (to: Member, epochKey: Secret): Uint8Array => {
    const box = wrapEpochKey(tools.sodium, { epochKey, to: to.publicKeys });
    if (!box.ok) throw new Error("not wrapped");
    return box.value;
  };

  it("[EP2] a box is what libsodium's crypto_box_seal_open opens", async () => {
    await sodiumLibrary.ready;
    const epochKey = new Secret(tools.random(32));
    const box = wrapFor(member, epochKey);
    expect(box).toHaveLength(80);
    const opened = sodiumLibrary.crypto_box_seal_open(
      box,
      member.publicKeys.boxKey,
      member.boxSecret.expose(),
    );
    expect(opened).toEqual(epochKey.expose());
  });

  it("[EP2] a box that libsodium's crypto_box_seal made opens too", async () => {
    await sodiumLibrary.ready;
    const epochKey = new Secret(tools.random(32));
    const box = sodiumLibrary.crypto_box_seal(epochKey.expose(), member.publicKeys.boxKey);
    const commitment = commitToEpochKey(tools.sodium, epochKey);
    const opened = unwrapEpochKey(tools.sodium, { box, commitment, member });
    expect(opened.ok && opened.value.expose()).toEqual(epochKey.expose());
  });

  it("[EP3] whoever holds the key makes the same box again, and no two members' boxes share an ephemeral key", () => {
    const epochKey = new Secret(tools.random(32));
    expect(wrapFor(member, epochKey)).toEqual(wrapFor(member, epochKey));
    const ephemeral = (box: Uint8Array): string => Buffer.from(box.subarray(0, 32)).toString("hex");
    expect(ephemeral(wrapFor(member, epochKey))).not.toBe(ephemeral(wrapFor(other, epochKey)));
    const nextKey = new Secret(tools.random(32));
    expect(ephemeral(wrapFor(member, epochKey))).not.toBe(ephemeral(wrapFor(member, nextKey)));
  });

  it("[EP4] only the right member opens its box, and every damage is an error", () => {
    const epochKey = new Secret(tools.random(32));
    const commitment = commitToEpochKey(tools.sodium, epochKey);
    const box = wrapFor(member, epochKey);
    const isRefused = (box: Uint8Array, by = member): boolean =>
      !unwrapEpochKey(tools.sodium, { box, commitment, member: by }).ok;
    expect(isRefused(box)).toBe(false);
    expect(isRefused(box, other)).toBe(true);
    expect(survivors(box, (box) => isRefused(box))).toEqual([]);
  });

  it("[EP1] a key that is not the committed one is refused, though its box opens", () => {
    const box = wrapFor(member, new Secret(tools.random(32)));
    const commitment = commitToEpochKey(tools.sodium, new Secret(tools.random(32)));
    expect(unwrapEpochKey(tools.sodium, { box, commitment, member })).toMatchObject({ ok: false });
  });

  it("[EP2] a box key that would hide nothing is refused rather than sealed to", () => {
    const lowOrder = { signKey: member.publicKeys.signKey, boxKey: new Uint8Array(32) };
    const epochKey = new Secret(tools.random(32));
    expect(wrapEpochKey(tools.sodium, { epochKey, to: lowOrder })).toMatchObject({
      error: { type: "malformed-key" },
    });
    expect(tools.sodium.isLowOrder(lowOrder.boxKey)).toBe(true);
    expect(tools.sodium.isLowOrder(member.publicKeys.boxKey)).toBe(false);
  });
});
