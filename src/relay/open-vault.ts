/**
 * A vault that this relay doesn't know, or whose roster has grown elsewhere: opened by the roster that a device sends
 * (docs/SPEC.md [RD8]).
 *
 * The roster certifies itself; who sends it must be a member in it, which its login shows. A vault is never replaced:
 * what this relay has must be how the sent roster begins.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { formatId, type MemberId, type VaultId } from "../protocol/ids.ts";
import { LOG_NONCE_BYTES, startHash } from "../protocol/log.ts";
import type { Refusal } from "../protocol/messages.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { decodeSignedEntry, hashEntry } from "../protocol/roster.ts";
import { epochInForce, type RosterState } from "../protocol/roster-state.ts";
import type { Hashing, Random } from "../protocol/sodium.ts";
import { foldSlowly } from "./fold.ts";
import type { LiveVault, VaultTools } from "./live-vault.ts";
import { isPlausibleEntry } from "./plausible.ts";
import type { JoinedMember, NewErasure, NewRecord, OpenVault, RelayStore } from "./relay-store.ts";
import { hashToken } from "./tokens.ts";
import { follow, hasMoved, hasRecovery, type VaultFacts } from "./vault-facts.ts";
import type { Vaults } from "./vaults.ts";

export interface Opening {
  readonly entries: readonly Uint8Array[];
  readonly token: Uint8Array | null;
  /** Whether whoever sends this is a present member of the roster. */
  readonly isMember: (roster: RosterState) => boolean;
}

export interface OpeningTools extends VaultTools {
  readonly store: RelayStore;
  readonly vaults: Vaults;
  readonly random: Random;
  /** Where not, a token is needed even though none was ever made. */
  readonly isOpenToAll: boolean;
}

export interface NotTaken {
  readonly type: "not-taken";
  readonly reason: Refusal;
}
const refused = (reason: Refusal): Result<never, NotTaken> => err({ type: "not-taken", reason });

export async function openVault(
  tools: OpeningTools,
  { entries, token, isMember }: Opening,
): Promise<Result<LiveVault, NotTaken | HoltError>> {
  const { store, vaults, policy, sodium } = tools;
  const { limits, relayKey, allowsBackups } = policy;
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  if (entries.length > limits.entriesPerVault || size > limits.rosterBytesPerVault) return refused("quota");
  if (!entries.every(isPlausibleEntry)) return refused("invalid-entry");
  const folded = await foldSlowly(sodium, entries);
  if (!folded.ok) return refused("invalid-entry");
  const roster = folded.value.at(-1) ?? folded.value[0];
  if (!isMember(roster)) return refused("login");
  if (hasMoved(roster, relayKey)) return refused("moved");
  if (!allowsBackups && hasRecovery(roster)) return refused("other");

  const there = await vaults.get(roster.vaultId);
  if (!there.ok) return there;
  if (there.value !== undefined) return extend(tools, there.value, entries);
  const opened = await store.openVault(
    {
      ...(await layOut(tools, entries, folded.value)),
      token: token === null ? null : hashToken(token),
      isClosed: !tools.isOpenToAll,
      mostVaults: limits.vaults,
    },
    tools.now(),
  );
  if (!opened.ok) return opened;
  if (opened.value !== "opened" && opened.value !== "exists") return refused(opened.value);
  if (roster.erasure !== null) tools.onErasure();
  const loaded = await vaults.get(roster.vaultId);
  if (!loaded.ok) return loaded;
  if (loaded.value === undefined) return refused("storage");
  return opened.value === "exists" ? extend(tools, loaded.value, entries) : ok(loaded.value);
}

/** For a member that is here already: its vault comes home with what its roster has grown by. */
export async function extendVault(
  tools: OpeningTools,
  {
    vaultId,
    memberId,
    entries,
  }: { readonly vaultId: VaultId; readonly memberId: MemberId; readonly entries: readonly Uint8Array[] },
): Promise<Refusal | undefined> {
  const isMember = ({ vaultId: sent, members }: RosterState): boolean =>
    isEqualBytes(sent, vaultId) && members.has(formatId(memberId));
  const opened = await openVault(tools, { entries, token: null, isMember });
  if (opened.ok) return undefined;
  return opened.error.type === "not-taken" ? opened.error.reason : "storage";
}

type NewVault = Omit<OpenVault, "token" | "isClosed" | "mostVaults">;

/** The roster as the first records of a log. */
export async function layOut(
  { sodium, random, policy, now }: Pick<OpeningTools, "sodium" | "random" | "policy" | "now">,
  entries: readonly Uint8Array[],
  states: readonly [RosterState, ...RosterState[]],
): Promise<NewVault> {
  const [founded] = states;
  const { vaultId } = founded;
  const logNonce = random(LOG_NONCE_BYTES);
  const log = startHash(sodium, { vaultId, relayKey: policy.relayKey, nonce: logNonce });
  let facts: VaultFacts = {
    vaultId,
    logNonce,
    log,
    place: { position: 0, hash: log },
    roster: founded,
    headPosition: 0,
    rosterBytes: 0,
    usageByEpoch: new Map(),
    snapshots: [],
    dropped: 0,
    points: [],
    proposedAt: new Map(),
    receipt: null,
    isErasing: false,
  };
  const records: NewRecord[] = [];
  for (const [index, bytes] of entries.entries()) {
    const roster = states[index] ?? founded;
    const epoch = epochInForce(roster).number;
    const id = hashEntry(sodium, bytes);
    const next = follow(
      sodium,
      facts,
      { kind: "entry", id, epoch, covers: 0, bytes },
      { nowMs: now(), roster },
    );
    records.push(next.record);
    facts = next.facts;
  }
  const { members, former } = facts.roster;
  const proposals = facts.roster.proposals.filter(({ type }) => type === "erase").map(({ entry }) => entry);
  return {
    vaultId,
    logNonce,
    records,
    proposals,
    members: membersOf(members),
    former: membersOf(former),
    erasure: owedErasure(sodium, entries, states),
  };
}

/** A relay that lost what it had still owes the receipt; one to which the vault has moved since owes none. */
function owedErasure(
  sodium: Hashing,
  entries: readonly Uint8Array[],
  states: readonly RosterState[],
): NewErasure | null {
  const erasure = states.at(-1)?.erasure ?? null;
  if (erasure === null) return null;
  const { entry: index, scope } = erasure;
  const [bytes, state] = [entries[index], states[index]];
  if (bytes === undefined || state === undefined || entries.slice(index + 1).some(isHome)) return null;
  return { entry: hashEntry(sodium, bytes), position: index + 1, scope, epoch: epochInForce(state).number };
}

function isHome(bytes: Uint8Array): boolean {
  const decoded = decodeSignedEntry(bytes);
  return decoded.ok && decoded.value.entry.change.type === "home";
}

const membersOf = (members: ReadonlyMap<string, JoinedMember>): readonly JoinedMember[] =>
  [...members.values()].map(({ id, signKey }) => ({ id, signKey }));

/** Appends what the sent roster has beyond ours; `conflict` where it isn't ours that it continues. */
async function extend(
  tools: OpeningTools,
  vault: LiveVault,
  entries: readonly Uint8Array[],
): Promise<Result<LiveVault, NotTaken | HoltError>> {
  const { store, commits } = tools;
  await commits.idle();
  const ours = await store.readRoster(vault.vaultId, vault.facts.place.position);
  if (!ours.ok) return ours;
  const isContinued = ours.value.every((entry, index) => isEqualBytes(entry, entries[index] ?? NOTHING));
  if (!isContinued) return refused("conflict");
  let reason: Refusal | undefined;
  const from = { refuse: (_what: Uint8Array, refusal: Refusal) => void (reason ??= refusal) };
  for (const entry of entries.slice(ours.value.length)) vault.append(from, entry, { isComingHome: true });
  await commits.idle();
  return reason === undefined ? ok(vault) : refused(reason);
}

const NOTHING = new Uint8Array();
