import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { encode, decode, type CborMap } from "../../src/protocol/codec.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { decodeKeyring, encodeKeyring, wipeKeyring, type Keyring } from "../../src/protocol/keyring.ts";
import {
  openKeyring,
  readUnlockMethod,
  sealKeyring,
  type UnlockMethod,
} from "../../src/protocol/keyring-seal.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let unlockKey: Secret;
let passphrase: UnlockMethod;
const keyFile: UnlockMethod = { type: "key-file" };
beforeAll(async () => {
  tools = await fixedTools("keyring");
  unlockKey = new Secret(tools.random(32));
  passphrase = { type: "passphrase", salt: tools.random(16) };
});

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const secrets = bytes32.map((bytes) => new Secret(bytes));
const keyrings: fc.Arbitrary<Keyring> = fc.record({
  vaultId: bytes32.map((bytes) => bytes as VaultId),
  deviceName: fc.string({ unit: "grapheme" }),
  seed: secrets,
  localKey: secrets,
  epochs: fc
    .array(secrets, { minLength: 1, maxLength: 3 })
    .map((keys) => keys.map((key, index) => ({ epoch: index + 1, key }))),
  rosterHead: fc.record({ index: fc.nat(), hash: bytes32 }),
  generation: fc.maxSafeNat(),
  installation: fc.option(bytes32),
  home: fc.option(
    fc.record({
      url: fc.webUrl(),
      relayKey: bytes32,
      token: fc.option(fc.uint8Array().map((bytes) => new Secret(bytes))),
    }),
  ),
  cursor: fc.option(fc.record({ log: bytes32, position: fc.maxSafeNat(), hash: bytes32 })),
});

const exampleKeyring = (): Keyring => ({
  vaultId: tools.random(32) as VaultId,
  deviceName: "laptop in the kitchen",
  seed: new Secret(tools.random(32)),
  localKey: new Secret(tools.random(32)),
  epochs: [{ epoch: 1, key: new Secret(tools.random(32)) }],
  rosterHead: { index: 0, hash: tools.random(32) },
  generation: 0,
  installation: null,
  home: null,
  cursor: null,
});

/** Secret is equal to Secret whatever it holds: compare what they expose. */
const bare = (keyring: Keyring): unknown => ({
  ...keyring,
  seed: keyring.seed.expose(),
  localKey: keyring.localKey.expose(),
  epochs: keyring.epochs.map(({ epoch, key }) => ({ epoch, key: key.expose() })),
  home: keyring.home && { ...keyring.home, token: keyring.home.token?.expose() },
});

describe("the keyring's content", () => {
  it("[KR2] any keyring comes back as it was", () => {
    fc.assert(
      fc.property(keyrings, (keyring) => {
        const decoded = decodeKeyring(encodeKeyring(keyring));
        expect(decoded && bare(decoded)).toEqual(bare(keyring));
      }),
    );
  });

  it.each([
    "vaultId",
    "seed",
    "localKey",
    "epochs",
    "rosterHead",
    "generation",
    "home",
    "cursor",
    "deviceName",
  ])("[KR2] without %s, or with something else in its place, it is no keyring", (field) => {
    const content = decode(encodeKeyring(exampleKeyring()), "test");
    if (!content.ok) throw new Error("not decoded");
    const { [field]: _gone, ...rest } = content.value as CborMap;
    expect(decodeKeyring(encode(rest))).toBeUndefined();
    for (const wrong of [true, [true], new Uint8Array(31), { index: 0 }, -1]) {
      expect(decodeKeyring(encode({ ...rest, [field]: wrong }))).toBeUndefined();
    }
    expect(decodeKeyring(encode({ ...rest, [field]: 0, extra: 0 }))).toBeUndefined();
  });

  it("[KR2] epochs are at least one and rise", () => {
    const [one, two] = [1, 2].map((epoch) => ({ epoch, key: new Secret(tools.random(32)) }));
    if (!one || !two) throw new Error("no epochs");
    const isKeyring = (epochs: Keyring["epochs"]): boolean =>
      decodeKeyring(encodeKeyring({ ...exampleKeyring(), epochs })) !== undefined;
    expect([[one, two], [two]].map(isKeyring)).toEqual([true, true]);
    expect([[], [two, one], [one, one], [{ ...one, epoch: 0 }]].map(isKeyring)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("[KR2] wiping it leaves no secret in memory that it held", () => {
    const token = new Secret(tools.random(16));
    const keyring = { ...exampleKeyring(), home: { url: "wss://r", relayKey: tools.random(32), token } };
    const held = [keyring.seed, keyring.localKey, token, ...keyring.epochs.map(({ key }) => key)];
    const bytes = held.map((secret) => secret.expose());
    wipeKeyring(keyring);
    expect(bytes.every((one) => one.every((byte) => byte === 0))).toBe(true);
    expect(held.every((secret) => secret.isWiped)).toBe(true);
  });
});

describe("the sealed keyring", () => {
  it("[KR3] says how it is unlocked, and opens with that key", () => {
    for (const method of [passphrase, keyFile]) {
      const keyring = exampleKeyring();
      const sealed = sealKeyring(tools, { keyring, method, unlockKey });
      expect(readUnlockMethod(sealed)).toEqual({ ok: true, value: method });
      const opened = openKeyring(tools.sodium, { sealed, unlockKey });
      expect(opened.ok && bare(opened.value)).toEqual(bare(keyring));
    }
  });

  it("[KR3] shows neither the device's name nor any key", () => {
    const keyring = exampleKeyring();
    const sealed = Buffer.from(sealKeyring(tools, { keyring, method: passphrase, unlockKey }));
    for (const hidden of [
      utf8ToBytes(keyring.deviceName),
      keyring.vaultId,
      keyring.seed.expose(),
      keyring.localKey.expose(),
      unlockKey.expose(),
    ]) {
      expect(sealed.includes(Buffer.from(hidden))).toBe(false);
    }
  });

  it("[KR3] holds no key derivation parameters that an attacker could lower", () => {
    const sealed = decode(
      sealKeyring(tools, { keyring: exampleKeyring(), method: passphrase, unlockKey }),
      "test",
    );
    expect(sealed.ok && Object.keys(sealed.value as CborMap).sort()).toEqual([
      "box",
      "salt",
      "unlock",
      "version",
    ]);
  });

  it("[KR4] a wrong key says no more than that it can't be opened", () => {
    const sealed = sealKeyring(tools, { keyring: exampleKeyring(), method: passphrase, unlockKey });
    const wrong = new Secret(tools.random(32));
    expect(openKeyring(tools.sodium, { sealed, unlockKey: wrong })).toEqual({
      ok: false,
      error: { type: "cannot-open" },
    });
  });

  it("[KR4] every truncation and every flipped byte is an error", () => {
    const sealed = sealKeyring(tools, { keyring: exampleKeyring(), method: passphrase, unlockKey });
    expect(survivors(sealed, (sealed) => !openKeyring(tools.sodium, { sealed, unlockKey }).ok)).toEqual([]);
  });

  it("[KR4] one method can't be passed off as the other, nor another salt slipped in", () => {
    const sealed = decode(
      sealKeyring(tools, { keyring: exampleKeyring(), method: passphrase, unlockKey }),
      "test",
    );
    if (!sealed.ok) throw new Error("not decoded");
    const { salt: _salt, ...rest } = sealed.value as CborMap;
    const opens = (map: CborMap): boolean => openKeyring(tools.sodium, { sealed: encode(map), unlockKey }).ok;
    expect(opens(sealed.value as CborMap)).toBe(true);
    expect(opens({ ...rest, unlock: "key-file" })).toBe(false);
    expect(opens({ ...rest, salt: new Uint8Array(16) })).toBe(false);
  });

  it.each([
    ["another version", { version: 2, unlock: "key-file", box: new Uint8Array(300) }],
    ["an unknown way in", { version: 1, unlock: "iris", box: new Uint8Array(300) }],
    ["a passphrase without salt", { version: 1, unlock: "passphrase", box: new Uint8Array(300) }],
    [
      "a short salt",
      { version: 1, unlock: "passphrase", salt: new Uint8Array(15), box: new Uint8Array(300) },
    ],
    [
      "a key file with salt",
      { version: 1, unlock: "key-file", salt: new Uint8Array(16), box: new Uint8Array(300) },
    ],
    ["parameters of its own", { version: 1, unlock: "key-file", passes: 1, box: new Uint8Array(300) }],
    ["no box", { version: 1, unlock: "key-file", box: null }],
  ])("[KR4] %s is malformed, before any key is asked for", (_name, map) => {
    expect(readUnlockMethod(encode(map))).toMatchObject({
      ok: false,
      error: { type: "malformed", what: "keyring" },
    });
    expect(openKeyring(tools.sodium, { sealed: encode(map), unlockKey })).toMatchObject({ ok: false });
  });

  it("[KR4] content that opens but is no keyring is refused", () => {
    const associatedData = encode([TAGS.keyring, 1, "key-file", null]);
    const box = seal(tools, { key: unlockKey, content: encode({ seed: 1 }), associatedData });
    const sealed = encode({ version: 1, unlock: "key-file", box });
    expect(openKeyring(tools.sodium, { sealed, unlockKey })).toEqual({
      ok: false,
      error: { type: "cannot-open" },
    });
  });
});
