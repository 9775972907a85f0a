import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { isEpochKeyOf } from "../../src/protocol/found.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { parseKeyFile } from "../../src/protocol/key-file.ts";
import { openKeyWrap, readKeyWrap } from "../../src/protocol/key-wrap.ts";
import { encodeKeyring } from "../../src/protocol/keyring.ts";
import { openKeyring } from "../../src/protocol/keyring-seal.ts";
import { verifyFoundEntry } from "../../src/protocol/roster.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { openRecord, RECORD_KINDS } from "../../src/protocol/stored.ts";
import { currentVectors, fullKeyring, localKey, unlockKey } from "./current-vectors.ts";

type Vectors = Awaited<ReturnType<typeof currentVectors>>;
const frozen = JSON.parse(
  readFileSync(new URL("../vectors/protocol.json", import.meta.url), "utf8"),
) as Vectors;
const bytesOf = (text: string | undefined): Uint8Array => parseHex(text ?? "") ?? new Uint8Array();

let sodium: Sodium;
let current: Vectors;
beforeAll(async () => {
  sodium = await loadSodium();
  current = await currentVectors();
});

describe("the frozen vectors", () => {
  it.each(Object.keys(frozen) as (keyof Vectors)[])(
    "%s: not one byte is written otherwise than it was",
    (part) => {
      expect(current[part]).toEqual(frozen[part]);
    },
  );

  it("there is one for everything, and nothing was dropped", () => {
    expect(Object.keys(current).sort()).toEqual(Object.keys(frozen).sort());
  });

  it("[KR3] a keyring that was sealed then opens now, either way", () => {
    for (const sealed of [frozen.keyring.passphrase, frozen.keyring.keyFile]) {
      const opened = openKeyring(sodium, { sealed: bytesOf(sealed), unlockKey: unlockKey() });
      expect(opened.ok && formatHex(encodeKeyring(opened.value))).toBe(
        formatHex(encodeKeyring(fullKeyring())),
      );
    }
  });

  it("[KF1] a key file that was written then is read now", () => {
    const parsed = parseKeyFile(sodium, frozen.keyFile);
    expect(parsed.ok && parsed.value.expose()).toEqual(unlockKey().expose());
  });

  it("[KW1] a key that was wrapped then is unwrapped now", () => {
    const wrap = readKeyWrap(bytesOf(frozen.keyWrap));
    if (!wrap.ok) throw new Error("not read");
    const opened = openKeyWrap(sodium, wrap.value, localKey());
    expect(opened.ok && opened.value.expose()).toEqual(unlockKey().expose());
  });

  it("[ST1] records that were sealed then open now", () => {
    for (const kind of RECORD_KINDS) {
      for (const row of [7, "seven"]) {
        const sealed = bytesOf(frozen.stored[`${kind} ${row}`]);
        expect(openRecord(sodium, { key: localKey(), kind, row, sealed })).toEqual({
          ok: true,
          value: { at: 1 },
        });
      }
    }
  });

  it("[RO4] a vault that was founded then verifies now, under the id it had", () => {
    const verified = verifyFoundEntry(sodium, bytesOf(frozen.roster.entry));
    if (!verified.ok) throw new Error("not verified");
    expect(formatId(verified.value.vaultId)).toBe(frozen.roster.vaultId);
    const epochKey = new Secret(bytesOf(frozen.roster.epochKey));
    expect(isEpochKeyOf(sodium, verified.value.change, epochKey)).toBe(true);
  });
});
