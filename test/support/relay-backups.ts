/**
 * A vault with recovery words at a relay of this process, for tests of what relays do with backups.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Member } from "../../src/protocol/keys.ts";
import { makeConfirmation, makeErasure } from "../../src/protocol/roster-make.ts";
import { openVaultAt, type TestRelay, type VaultSession } from "./relay.ts";
import {
  admitWords,
  follow,
  makeEnvelope,
  moveHome,
  newMember,
  newVault,
  type TestVault,
  tools,
  value,
} from "./relay-vault.ts";

export interface BackedUp {
  readonly vault: TestVault;
  readonly words: Member;
  readonly session: VaultSession;
}

/** A vault with words, at its home. */
export async function openWithWords(relay: TestRelay): Promise<BackedUp> {
  const vault = newVault();
  const words = newMember();
  follow(vault, admitWords(vault, words));
  follow(vault, moveHome(vault, relay.relay.relayKey));
  return { vault, words, session: await openVaultAt(relay, vault) };
}

export async function push(
  session: VaultSession,
  vault: TestVault,
  kind: "update" | "snapshot",
): Promise<{ position: number; bytes: Uint8Array }> {
  const seen = session.log().cursor;
  const { bytes } = makeEnvelope(vault, { seen, kind, size: 300 });
  session.client.send({ type: "push", envelope: bytes });
  await session.until(seen.position + 1);
  return { position: seen.position + 1, bytes };
}

export async function append(session: VaultSession, entry: Uint8Array): Promise<void> {
  const { position } = session.log().cursor;
  session.client.send({ type: "append", entry });
  await session.until(position + 1);
}

export const erasing = (vault: TestVault, scope: "backup" | "all", author = vault.founder) =>
  value(makeErasure(tools, { state: vault.state, author, scope }));

export function confirming(vault: TestVault, author: Member): Uint8Array {
  const { state, epochKey } = vault;
  const entry = state.proposals.at(-1)?.entry ?? 0;
  const made = value(makeConfirmation(tools, { state, author, epochKey, entry }));
  follow(vault, made.entry);
  vault.epochKey = made.epochKey ?? vault.epochKey;
  return made.entry;
}

const filesOf = (directory: string): Buffer =>
  Buffer.concat(
    readdirSync(directory)
      .filter((name) => name.startsWith("relay.db"))
      .map((name) => readFileSync(join(directory, name))),
  );

/** What stands before an envelope's body is ids that the roster names, too. */
const BODY = 200;

/** Is any part of one of these envelopes in the relay's files, in any place? */
export function holdsAnyOf(directory: string, envelopes: readonly Uint8Array[]): boolean {
  const files = filesOf(directory);
  return envelopes.some((envelope) => {
    for (let start = BODY; start + 16 <= envelope.length; start += 256) {
      if (files.includes(Buffer.from(envelope.subarray(start, start + 16)))) return true;
    }
    return false;
  });
}
