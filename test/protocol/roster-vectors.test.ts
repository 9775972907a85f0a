import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { openEpochs } from "../../src/protocol/epoch-chain.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { decodeSignedEntry } from "../../src/protocol/roster.ts";
import { extendRoster, foldRoster, startRoster, type RosterState } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import frozen from "../vectors/roster.json" with { type: "json" };
import { describeState, playScenario } from "./roster-scenario.ts";
import { valueOf } from "./roster-world.ts";

const bytesOf = (hex: string): Uint8Array => parseHex(hex) ?? new Uint8Array();
const entries = frozen.entries.map(bytesOf);

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

describe("the frozen roster", () => {
  it("[RO3] says everything that a roster can say", () => {
    const types = entries.map((entry) => valueOf(decodeSignedEntry(entry)).entry.change.type);
    expect(new Set(types)).toEqual(new Set(["found", "admit", "confirm", "reject", "remove", "home"]));
  });

  it("[RO7] reads as it did, entry by entry", () => {
    const [first = new Uint8Array(), ...others] = entries;
    const states: RosterState[] = [valueOf(startRoster(sodium, first))];
    for (const entry of others) {
      states.push(valueOf(extendRoster(sodium, states.at(-1) as RosterState, entry)));
    }
    expect(states.map(describeState)).toEqual(frozen.states);
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
