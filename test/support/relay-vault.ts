/**
 * A vault's roster and envelopes as its devices make them, for tests of the relay.
 */
import { randomBytes } from "node:crypto";
import { sealEnvelope, envelopeKey, type SealedEnvelope } from "../../src/protocol/envelope-seal.ts";
import { foundVault } from "../../src/protocol/found.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { type Member, memberFromSeed } from "../../src/protocol/keys.ts";
import type { Place } from "../../src/protocol/log.ts";
import {
  makeConfirmation,
  makeDeviceAdmission,
  makeHome,
  makeRecoveryAdmission,
  makeRemoval,
  signJoin,
} from "../../src/protocol/roster-make.ts";
import {
  epochInForce,
  extendRoster,
  type RosterState,
  startRoster,
} from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { loadSodium, type CryptoTools } from "../../src/protocol/sodium.ts";

export const tools: CryptoTools = {
  sodium: await loadSodium(),
  random: (length) => new Uint8Array(randomBytes(length)),
};
export const { sodium } = tools;

export const newMember = (): Member => memberFromSeed(sodium, new Secret(tools.random(32)));

export interface TestVault {
  readonly vaultId: VaultId;
  readonly founder: Member;
  readonly entries: Uint8Array[];
  state: RosterState;
  epochKey: Secret;
}

export function newVault(founder = newMember()): TestVault {
  const { vaultId, entry, epochKey } = foundVault(tools, founder);
  return { vaultId, founder, entries: [entry], state: value(startRoster(sodium, entry)), epochKey };
}

/** Takes the entry over as the newest one; gives it back. */
export function follow(vault: TestVault, entry: Uint8Array): Uint8Array {
  vault.state = value(extendRoster(sodium, vault.state, entry));
  vault.entries.push(entry);
  return entry;
}

export function admitDevice(vault: TestVault, guest: Member, author = vault.founder): Uint8Array {
  const { state, epochKey, vaultId } = vault;
  const join = signJoin(sodium, guest, vaultId);
  return value(makeDeviceAdmission(tools, { state, author, epochKey, guest: guest.publicKeys, join }));
}

export function admitWords(vault: TestVault, words: Member, author = vault.founder): Uint8Array {
  const { state, epochKey, vaultId } = vault;
  const join = signJoin(sodium, words, vaultId);
  const member = { kind: "words", keys: words.publicKeys, handle: null } as const;
  return value(makeRecoveryAdmission(tools, { state, author, epochKey, member, join, replaces: null }));
}

export function confirm(vault: TestVault, entry: number, author: Member): Uint8Array {
  const { state, epochKey } = vault;
  return value(makeConfirmation(tools, { state, author, epochKey, entry })).entry;
}

/** With the new epoch that it brings; the vault has its key once it follows. */
export function removeMembers(
  vault: TestVault,
  members: readonly Member[],
  author = vault.founder,
): { readonly entry: Uint8Array; readonly epochKey: Secret } {
  const { state, epochKey } = vault;
  const made = value(makeRemoval(tools, { state, author, epochKey, members: members.map(({ id }) => id) }));
  return { entry: made.entry, epochKey: made.epochKey ?? epochKey };
}

export function moveHome(vault: TestVault, relayKey: Uint8Array, author = vault.founder): Uint8Array {
  return value(makeHome(tools, { state: vault.state, author, url: "wss://relay.example.org", relayKey }));
}

export interface EnvelopeOptions {
  readonly seen: Place;
  readonly author?: Member;
  readonly kind?: "update" | "snapshot";
  /** Of what is sealed, before padding. */
  readonly size?: number;
  readonly epoch?: number;
  readonly rosterHead?: Uint8Array;
  readonly content?: Uint8Array;
}

export function makeEnvelope(vault: TestVault, options: EnvelopeOptions): SealedEnvelope {
  const { seen, author = vault.founder, kind = "update", size = 40 } = options;
  const { vaultId, state, epochKey } = vault;
  const epoch = options.epoch ?? epochInForce(state).number;
  const rosterHead = options.rosterHead ?? state.head.hash;
  const content = options.content ?? tools.random(size);
  return sealEnvelope(tools, {
    header: { vaultId, epoch, author: author.id, generation: 1, rosterHead, seen, kind },
    key: envelopeKey(sodium, epochKey),
    author,
    payload:
      kind === "update"
        ? { kind, update: content, at: 1 }
        : { kind, document: content, digest: new Uint8Array(32), at: 1 },
  });
}

export function value<T>(result: { ok: true; value: T } | { ok: false; error: { type: string } }): T {
  if (!result.ok) throw new Error(`unexpected ${JSON.stringify(result.error)}`);
  return result.value;
}
