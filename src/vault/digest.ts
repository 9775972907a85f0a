/**
 * What a document is, in 32 bytes: two have the same digest exactly where they know the same writing (the state vector)
 * and show the same content. How Yjs happens to have merged its structs makes no difference (docs/SPEC.md [VD9]).
 */
import type { Doc } from "yjs";
import { frame } from "../protocol/hash.ts";
import type { Hashing } from "../protocol/sodium.ts";
import { TAGS } from "../protocol/tags.ts";
import { createCanonicalWriter } from "./canonical.ts";
import { accountsOf, devicesOf, stateOf } from "./document.ts";

const DIGEST_BYTES = 32;
const USUAL_ACCOUNT_BYTES = 512;

export function digestOf(sodium: Hashing, doc: Doc): Uint8Array {
  const state = createCanonicalWriter();
  for (const [client, clock] of [...stateOf(doc)].sort(([a], [b]) => a - b)) {
    state.count(client);
    state.count(clock);
  }
  const content = createCanonicalWriter(1024 + accountsOf(doc)._map.size * USUAL_ACCOUNT_BYTES);
  content.value(accountsOf(doc));
  content.value(devicesOf(doc));
  const framed = frame({ tag: TAGS.documentDigest, parts: [state.bytes(), content.bytes()] });
  const digest = sodium.blake2b(DIGEST_BYTES, framed);
  framed.fill(0);
  content.wipe();
  return digest;
}
