/**
 * Another vault, whose records somebody may slip in: each is good where it belongs.
 */
import { envelopeKey, sealEnvelope } from "../../src/protocol/envelope-seal.ts";
import { foundVault } from "../../src/protocol/found.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { clientIdOf } from "../../src/protocol/members.ts";
import type { RecordItem } from "../../src/protocol/messages.ts";
import { hashEntry } from "../../src/protocol/roster.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { addAccount } from "../../src/vault/accounts.ts";
import { createVaultDocument } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { draftOf, TOTP } from "../support/vault-drafts.ts";

/** `name`: of the account that must never be seen in this vault. */
export function recordsOfStranger(tools: CryptoTools, name: string): readonly RecordItem[] {
  const { sodium, random } = tools;
  const author = memberFromSeed(sodium, new Secret(random(32)));
  const { vaultId, entry, epochKey } = foundVault(tools, author);
  const doc = createVaultDocument(clientIdOf(sodium, author.id, 0));
  const { update } = edit(doc, () =>
    addAccount(doc, draftOf({ otp: TOTP, issuer: name, name }), { now: 1, random }),
  );
  const rosterHead = hashEntry(sodium, entry);
  const { bytes } = sealEnvelope(tools, {
    header: {
      vaultId,
      epoch: 1,
      author: author.id,
      generation: 0,
      rosterHead,
      seen: { position: 1, hash: random(32) },
      kind: "update",
    },
    key: envelopeKey(sodium, epochKey),
    author,
    payload: { kind: "update", update: update ?? new Uint8Array(), at: 1 },
  });
  return [
    { kind: "entry", bytes: entry },
    { kind: "envelope", bytes },
  ];
}
