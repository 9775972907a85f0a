import { beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { encode, type CborValue } from "../../src/protocol/codec.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import {
  checkpointToPayload,
  draftToPayload,
  openRecord,
  payloadToCheckpoint,
  payloadToDraft,
  RECORD_KINDS,
  sealRecord,
} from "../../src/protocol/stored.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let key: Secret;
beforeAll(async () => {
  tools = await fixedTools("stored");
  key = new Secret(tools.random(32));
});
const cannotOpen = { ok: false, error: { type: "cannot-open" } };

describe("stored records", () => {
  it("[ST1] each kind opens in its own place", () => {
    const payload: CborValue = { text: "GitHub (sven)", list: [1, null, utf8ToBytes("x")] };
    for (const kind of RECORD_KINDS) {
      for (const row of [0, 7, "aaaa"]) {
        const sealed = sealRecord(tools, { key, kind, row, payload });
        expect(openRecord(tools.sodium, { key, kind, row, sealed })).toEqual({ ok: true, value: payload });
      }
    }
  });

  it("[ST2] no record opens in the place of another", () => {
    const places = RECORD_KINDS.flatMap((kind) => [1, 2, "1"].map((row) => ({ kind, row })));
    for (const place of places) {
      const sealed = sealRecord(tools, { key, ...place, payload: 1 });
      const opening = places.filter((other) => openRecord(tools.sodium, { key, ...other, sealed }).ok);
      expect(opening).toEqual([place]);
    }
  });

  it("[ST3] every truncation, every flipped byte and another key are one error", () => {
    const place = { key, kind: "draft", row: 3 } as const;
    const sealed = sealRecord(tools, {
      ...place,
      payload: draftToPayload({ update: new Uint8Array(9), at: 1 }),
    });
    expect(survivors(sealed, (sealed) => !openRecord(tools.sodium, { ...place, sealed }).ok)).toEqual([]);
    const other = new Secret(tools.random(32));
    expect(openRecord(tools.sodium, { ...place, key: other, sealed })).toEqual(cannotOpen);
  });

  it("[ST3] content that opens but is not CBOR is the same error", () => {
    const associatedData = encode([TAGS.stored, "draft", 1]);
    const sealed = seal(tools, { key, content: new Uint8Array([0xff]), associatedData });
    expect(openRecord(tools.sodium, { key, kind: "draft", row: 1, sealed })).toEqual(cannotOpen);
  });

  it("[ST1] small records are of one size, whatever they hold", () => {
    const sizes = ["a", "b".repeat(200)].map(
      (text) => sealRecord(tools, { key, kind: "activity", row: 1, payload: text }).length,
    );
    expect(sizes).toEqual([296, 296]);
  });

  it("[ST4] drafts and checkpoints come back, and nothing else passes for one", () => {
    const draft = { update: utf8ToBytes("update"), at: 1_700_000_000_000 };
    const checkpoint = { document: utf8ToBytes("document"), at: 1_700_000_000_000, covers: 7, day: 19_675 };
    expect(payloadToDraft(draftToPayload(draft))).toEqual(draft);
    expect(payloadToCheckpoint(checkpointToPayload(checkpoint))).toEqual(checkpoint);
    expect(payloadToDraft(checkpointToPayload(checkpoint))).toBeUndefined();
    expect(payloadToCheckpoint(draftToPayload(draft))).toBeUndefined();
    const wrong = [null, [], { ...draft, at: -1 }, { ...draft, at: "1" }, { ...draft, extra: 1 }, { at: 1 }];
    expect(wrong.map(payloadToDraft)).toEqual(wrong.map(() => undefined));
  });
});
