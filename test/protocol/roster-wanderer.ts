/**
 * Members who do what comes to their minds: one act after another, by whoever is there, most of them allowed.
 */
import { formatId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { Result } from "../../src/protocol/result.ts";
import { ERASURE_SCOPES } from "../../src/protocol/roster-change.ts";
import {
  makeConfirmation,
  makeDeviceAdmission,
  makeErasure,
  makeHome,
  makeRecoveryAdmission,
  makeRejection,
  makeRemoval,
  type CannotMake,
  type MadeEntry,
} from "../../src/protocol/roster-make.ts";
import { recoveryMemberOf } from "../../src/protocol/roster-model.ts";
import type { World } from "./roster-world.ts";

export type Made = Result<Uint8Array | MadeEntry, CannotMake>;

/** More of them and somebody is removed. */
const CROWD = 8;
const ACTS = [
  "device",
  "device",
  "device",
  "recovery",
  "recovery",
  "replace",
  "replace",
  "remove recovery",
  "confirm",
  "confirm",
  "confirm",
  "confirm",
  "reject",
  "reject",
  "remove",
  "remove",
  "leave",
  "rotate",
  "rotate",
  "home",
  "erase",
] as const;

export class Wanderer {
  readonly world: World;
  /** Everybody who ever was, by formatId; `until`: the newest epoch whose key a former member may hold. */
  readonly people = new Map<string, { readonly member: Member; until: number }>();
  /** What was done, and what was refused and why. */
  readonly done = new Set<string>();

  constructor(world: World) {
    this.world = world;
    this.meet(world.founder);
  }

  present(): readonly Member[] {
    const names = [...this.world.state.members.keys()];
    return names.map((name) => this.people.get(name)?.member).filter((member) => member !== undefined);
  }

  /** Was it done? */
  act(): boolean {
    const { world } = this;
    const before = world.state;
    const act = before.members.size > CROWD ? "remove" : this.pick(ACTS);
    const made = this.attempt(act, this.pick(this.present()));
    this.done.add(made.ok ? act : `${act}: ${"rule" in made.error ? made.error.rule : made.error.type}`);
    if (!made.ok) return false;
    world.append(made);
    for (const gone of before.members.keys()) {
      const person = this.people.get(gone);
      if (person !== undefined && !world.state.members.has(gone)) person.until = before.epochs.length;
    }
    return true;
  }

  private attempt(act: (typeof ACTS)[number], author: Member): Made {
    const { tools, state, epochKey } = this.world;
    const making = { state, author, epochKey };
    const kind = this.pick(["words", "passphrase"] as const);
    const present = recoveryMemberOf(state.members, kind)?.id ?? null;
    const entry = state.proposals.length === 0 ? 0 : this.pick(state.proposals).entry;
    switch (act) {
      case "device":
        return this.joining((guest, join) =>
          makeDeviceAdmission(tools, { ...making, guest: guest.publicKeys, join }),
        );
      case "recovery":
      case "replace":
        return this.joining(({ publicKeys: keys }, join) => {
          const member = { kind, keys, handle: kind === "words" ? null : new Uint8Array(32) };
          const replaces = act === "replace" ? present : null;
          return makeRecoveryAdmission(tools, { ...making, member, join, replaces });
        });
      case "confirm":
        return makeConfirmation(tools, { ...making, entry });
      case "reject":
        return makeRejection(tools, { ...making, entry });
      case "home":
        return makeHome(tools, { ...making, url: "wss://relay.example.org", relayKey: tools.random(32) });
      case "erase":
        return makeErasure(tools, { ...making, scope: this.pick(ERASURE_SCOPES) });
      case "leave":
        return makeRemoval(tools, { ...making, members: [author.id] });
      case "rotate":
        return makeRemoval(tools, { ...making, members: [] });
      case "remove recovery":
        return makeRemoval(tools, { ...making, members: [present ?? author.id] });
      case "remove": {
        const devices = [...state.members.values()].filter((member) => member.kind === "device");
        const named = devices.length === 0 ? [author] : [this.pick(devices), this.pick(devices)];
        return makeRemoval(tools, { ...making, members: named.map(({ id }) => id) });
      }
      default:
        return act satisfies never;
    }
  }

  private joining(make: (guest: Member, join: Uint8Array) => Made): Made {
    const guest = this.world.newMember();
    const made = make(guest, this.world.join(guest));
    if (made.ok) this.meet(guest);
    return made;
  }

  private meet(member: Member): void {
    this.people.set(formatId(member.id), { member, until: Number.POSITIVE_INFINITY });
  }

  private pick<T>(items: readonly T[]): T {
    const [high = 0, low = 0] = this.world.tools.random(2);
    return items[(high * 256 + low) % items.length] as T;
  }
}
