/**
 * A vault whose roster grows: members with their secrets, the newest state, and the keys of all epochs as they were
 * made. What a test needs to act as anybody, honest or not.
 */
import { encodeEntryBody, encodeSignedEntry, type RosterEntry } from "../../src/protocol/roster.ts";
import type { RosterChange } from "../../src/protocol/roster-change.ts";
import { extendRoster, startRoster, type RosterState } from "../../src/protocol/roster-state.ts";
import type { EpochKey } from "../../src/protocol/epoch-chain.ts";
import { foundVault } from "../../src/protocol/found.ts";
import { formatId, type MemberId } from "../../src/protocol/ids.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import type { Result } from "../../src/protocol/result.ts";
import {
  makeConfirmation,
  makeDeviceAdmission,
  makeRecoveryAdmission,
  makeRejection,
  makeRemoval,
  signJoin,
  type MadeEntry,
} from "../../src/protocol/roster-make.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";

export type Kind = "words" | "passphrase";
/** Whoever has an id. */
type Named = Pick<Member, "id">;

export class World {
  readonly founder: Member;
  readonly entries: Uint8Array[] = [];
  /** Of all epochs, as they were made. */
  readonly keys: EpochKey[] = [];
  /** Of everybody, in the order in which they came up. */
  readonly seeds: Uint8Array[] = [];
  state: RosterState;
  readonly tools: CryptoTools;

  constructor(tools: CryptoTools, founder?: Member) {
    this.tools = tools;
    this.founder = founder ?? this.newMember();
    const { entry, epochKey } = foundVault(tools, this.founder);
    this.state = valueOf(startRoster(tools.sodium, entry));
    this.entries.push(entry);
    this.keys.push({ epoch: 1, key: epochKey });
  }

  /** What happens there doesn't happen here. */
  fork(): World {
    const { entries, keys } = this;
    const copy = Object.create(World.prototype) as World;
    return Object.assign(copy, this, { entries: [...entries], keys: [...keys] });
  }

  get epochKey(): Secret {
    return valueOf(found(this.keys.at(-1))).key;
  }

  newMember(): Member {
    const seed = this.tools.random(32);
    this.seeds.push(seed.slice());
    return memberFromSeed(this.tools.sodium, new Secret(seed));
  }

  /** Index of the entry. */
  append(made: Result<Uint8Array | MadeEntry, { readonly type: string }>): number {
    const value = valueOf(made);
    const { entry, epochKey } = value instanceof Uint8Array ? { entry: value, epochKey: null } : value;
    this.state = valueOf(extendRoster(this.tools.sodium, this.state, entry));
    this.entries.push(entry);
    if (epochKey !== null) this.keys.push({ epoch: this.keys.length + 1, key: epochKey });
    return this.state.head.index;
  }

  join(member: Member): Uint8Array {
    return signJoin(this.tools.sodium, member, this.state.vaultId);
  }

  device(author: Member, guest = this.newMember()): Member {
    const { state, epochKey } = this;
    const input = { state, author, epochKey, guest: guest.publicKeys, join: this.join(guest) };
    this.append(makeDeviceAdmission(this.tools, input));
    return guest;
  }

  /** A device that another full member has confirmed, where that is needed. */
  fullDevice(author: Member, confirmer: Member): Member {
    const guest = this.device(author);
    if (this.standing(guest) === "provisional") this.confirm(confirmer);
    return guest;
  }

  recovery(
    author: Member,
    kind: Kind,
    { replaces = null as Named | null, guest = this.newMember() } = {},
  ): Member {
    const { state, epochKey } = this;
    const member = {
      kind,
      keys: guest.publicKeys,
      handle: kind === "passphrase" ? new Uint8Array(32) : null,
    };
    const input = { state, author, epochKey, member, join: this.join(guest), replaces: replaces?.id ?? null };
    this.append(makeRecoveryAdmission(this.tools, input));
    return guest;
  }

  confirm(author: Member, entry = this.state.head.index): void {
    const { state, epochKey } = this;
    this.append(makeConfirmation(this.tools, { state, author, epochKey, entry }));
  }

  reject(author: Member, entry = this.state.head.index): void {
    this.append(makeRejection(this.tools, { state: this.state, author, entry }));
  }

  remove(author: Member, ...members: readonly Named[]): void {
    const { state, epochKey } = this;
    const ids = members.map(({ id }) => id);
    this.append(makeRemoval(this.tools, { state, author, epochKey, members: ids }));
  }

  standing(member: Member): "full" | "provisional" | "former" | "unknown" {
    const name = formatId(member.id);
    return this.state.members.get(name)?.standing ?? (this.state.former.has(name) ? "former" : "unknown");
  }

  /** Signed as the author would, whatever it says. */
  signed(author: Member, change: RosterChange, other: Partial<Omit<RosterEntry, "change">> = {}): Uint8Array {
    const { index, hash: previous } = this.state.head;
    const body = encodeEntryBody({ index: index + 1, previous, author: author.id, ...other, change });
    const secretKey = author.signSecret;
    return encodeSignedEntry(
      body,
      sign(this.tools.sodium, { tag: TAGS.rosterEntry, message: body, secretKey }),
    );
  }

  /** The rule that an entry breaks; "malformed", or "none". */
  breaks(entry: Uint8Array): string {
    const read = extendRoster(this.tools.sodium, this.state, entry);
    if (read.ok) return "none";
    return read.error.type === "malformed" ? "malformed" : read.error.rule;
  }
}

export const ascending = (...members: readonly Member[]): readonly MemberId[] =>
  members.map(({ id }) => id).toSorted((a, b) => Buffer.compare(a, b));

export function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const found = <T>(value: T | undefined): Result<T, string> =>
  value === undefined ? { ok: false, error: "nothing there" } : { ok: true, value };
