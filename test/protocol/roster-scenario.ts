/**
 * One vault in which everything happens that a roster can say, and another for erasures, made anew from fixed randomness:
 * what test/vectors/roster.json froze. Nothing here writes that file; a difference means that rosters which exist would no
 * longer be read, or no longer be made, as they were.
 */
import { formatHex } from "../../src/protocol/bytes.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { ErasureScope } from "../../src/protocol/roster-change.ts";
import { makeErasure, makeHome } from "../../src/protocol/roster-make.ts";
import type { RosterState } from "../../src/protocol/roster-state.ts";
import { fixedTools } from "./fixed-random.ts";
import { World } from "./roster-world.ts";

export async function playScenario(): Promise<World> {
  const world = new World(await fixedTools("roster scenario"));
  const laptop = world.founder;
  const words = world.recovery(laptop, "words");
  const phone = world.device(words);
  const tablet = world.device(laptop);
  world.confirm(phone);
  goHome(world, phone);
  world.recovery(phone, "passphrase");
  world.confirm(laptop);
  world.remove(tablet, laptop);
  const newWords = world.recovery(phone, "words", { replaces: words });
  world.confirm(tablet);
  world.recovery(tablet, "passphrase", { guest: world.newMember(), replaces: passphraseIn(world) });
  world.reject(phone);
  world.remove(tablet, tablet);
  world.remove(phone);
  world.remove(newWords, passphraseIn(world));
  world.confirm(phone);
  world.device(phone);
  world.recovery(phone, "passphrase");
  return world;
}

/** A vault whose backup is turned off: at once, proposed and confirmed, of each scope; and one that begins again. */
export async function playErasures(): Promise<World> {
  const world = new World(await fixedTools("roster erasures"));
  const laptop = world.founder;
  goHome(world, laptop);
  erase(world, laptop, "all");
  goHome(world, laptop);
  const words = world.recovery(laptop, "words");
  const phone = world.device(words);
  const passphrase = world.recovery(laptop, "passphrase");
  world.confirm(words);
  erase(world, phone, "backup");
  world.reject(words);
  erase(world, laptop, "backup");
  world.confirm(passphrase);
  world.recovery(laptop, "words");
  world.confirm(phone);
  erase(world, phone, "all");
  world.confirm(phone);
  return world;
}

function goHome(world: World, author: Member): void {
  const { tools, state } = world;
  const relayKey = new Uint8Array(32).fill(7);
  world.append(makeHome(tools, { state, author, url: "wss://relay.example.org", relayKey }));
}

function erase(world: World, author: Member, scope: ErasureScope): void {
  world.append(makeErasure(world.tools, { state: world.state, author, scope }));
}

function passphraseIn(world: World) {
  const member = [...world.state.members.values()].find(({ kind }) => kind === "passphrase");
  if (member === undefined) throw new Error("no passphrase");
  return member;
}

/** All that a state says, but of erasures, as JSON. */
export const describeState = ({ vaultId, head, members, former, epochs, ...rest }: RosterState) => ({
  vaultId: formatHex(vaultId),
  head: { index: head.index, hash: formatHex(head.hash) },
  members: [...members.values()].map(({ id, kind, standing, admittedBy, admittedAt }) =>
    [formatHex(id), kind, standing, formatHex(admittedBy), admittedAt].join(" "),
  ),
  former: [...former.values()].map(({ id, kind, removedBy, removedAt }) =>
    [formatHex(id), kind, formatHex(removedBy), removedAt].join(" "),
  ),
  epochs: epochs.map(({ number, commitment, boxByMember }) =>
    [number, formatHex(commitment), ...[...boxByMember.keys()].toSorted()].join(" "),
  ),
  proposals: rest.proposals.map(({ entry, type, author, change }) =>
    [entry, type, formatHex(author), change.type].join(" "),
  ),
  home: rest.home && `${rest.home.url} ${formatHex(rest.home.relayKey)}`,
  isEpochDue: rest.isEpochDue,
});

/** All that a state says of erasures, besides. */
export const describeErasedState = (state: RosterState) => ({
  ...describeState(state),
  erasure:
    state.erasure && [state.erasure.entry, state.erasure.scope, formatHex(state.erasure.author)].join(" "),
  isErased: state.isErased,
});
