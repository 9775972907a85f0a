import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { openEpochs } from "../../src/protocol/epoch-chain.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { decodeSignedEntry } from "../../src/protocol/roster.ts";
import { extendRoster, foldRoster, startRoster, type RosterState } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import frozen from "../vectors/roster.json" with { type: "json" };
import { describeErasedState, describeState, playErasures, playScenario } from "./roster-scenario.ts";
import { valueOf } from "./roster-world.ts";

const bytesOf = (hex: string): Uint8Array => parseHex(hex) ?? new Uint8Array();
const entries = frozen.entries.map(bytesOf);

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

/** After each entry. */
function statesOf([first = new Uint8Array(), ...others]: readonly Uint8Array[]): readonly RosterState[] {
  const states: RosterState[] = [valueOf(startRoster(sodium, first))];
  for (const entry of others) {
    states.push(valueOf(extendRoster(sodium, states.at(-1) as RosterState, entry)));
  }
  return states;
}

describe("the frozen roster", () => {
  it("[RO3] says everything that a roster can say, but that a backup is turned off", () => {
    const types = entries.map((entry) => valueOf(decodeSignedEntry(entry)).entry.change.type);
    expect(new Set(types)).toEqual(new Set(["found", "admit", "confirm", "reject", "remove", "home"]));
  });

  it("[RO7] reads as it did, entry by entry", () => {
    expect(statesOf(entries).map(describeState)).toEqual(frozen.states);
  });

  it("[EP6] gives the founder's phone, from its seed, the keys that it gave", () => {
    const member = memberFromSeed(sodium, new Secret(bytesOf(frozen.phoneSeed)));
    const state = valueOf(foldRoster(sodium, entries));
    const opened = valueOf(openEpochs(sodium, { state, member }));
    expect(opened.map(({ key }) => formatHex(key.expose()))).toEqual(frozen.epochKeys);
  });

  it("[RO3] is made to the byte as it was", async () => {
    const world = await playScenario();
    expect(world.entries.map(formatHex)).toEqual(frozen.entries);
  });
});

describe("the frozen erasures", () => {
  const { erasures } = frozen;
  const erased = erasures.entries.map(bytesOf);

  it("[RO24] [RO25] [RO28] read as they did, entry by entry", () => {
    const changes = erased.map((entry) => valueOf(decodeSignedEntry(entry)).entry.change);
    const scopes = changes.map((change) => (change.type === "erase" ? [change.scope] : [])).flat();
    expect(new Set(scopes)).toEqual(new Set(["backup", "all"]));
    expect(statesOf(erased).map(describeErasedState)).toEqual(erasures.states);
  });

  it("[EP6] give the founder's laptop, from its seed, the keys that they gave", () => {
    const member = memberFromSeed(sodium, new Secret(bytesOf(erasures.laptopSeed)));
    const opened = valueOf(openEpochs(sodium, { state: valueOf(foldRoster(sodium, erased)), member }));
    expect(opened.map(({ key }) => formatHex(key.expose()))).toEqual(erasures.epochKeys);
  });

  it("[RO3] are made to the byte as they were", async () => {
    expect((await playErasures()).entries.map(formatHex)).toEqual(erasures.entries);
  });
});
