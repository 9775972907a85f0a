/**
 * What a seed stands for: how many devices, how many steps, and what may go wrong on the way.
 */
import { createDice } from "./dice.ts";

export const TRAITS = [
  /** Whoever sits between drops, repeats, reorders, cuts and falsifies messages. */
  "tampering",
  /** Acknowledges what it doesn't store. */
  "echo",
  /** The relay's store goes back to an earlier copy. */
  "rollback",
  "wipe",
  /** Some devices are shown another history than the others. */
  "fork",
  /** Connections end at any moment, and the relay can't be reached for a while. */
  "outage",
  /** What snapshots cover is dropped soon. */
  "retention",
  /** A member turns bad, with its keys. */
  "bad-member",
  /** The vault's room is small. */
  "quota",
  "crash",
  /** A device goes back to an older copy of its disk. */
  "restore",
  /** A copy of a device runs beside it. */
  "clone",
  /** A disk refuses to write for a moment. */
  "disk",
  "lock",
  "skew",
  /** Hours in which every machine sleeps. */
  "sleep",
  "revoke",
  /** A device joins later on. */
  "admit",
  /** The vault moves to another relay. */
  "move",
  /** People stop using the relay on a device, and use it again later. */
  "unlink",
  /** People turn backup on and off. */
  "erase",
] as const;
export type Trait = (typeof TRAITS)[number];

export interface Plan {
  readonly seed: number;
  readonly steps: number;
  readonly devices: number;
  readonly traits: ReadonlySet<Trait>;
}

export interface PlanChange {
  readonly steps?: number | undefined;
  readonly without?: readonly Trait[] | undefined;
  /** These, whatever was drawn. */
  readonly traits?: readonly Trait[] | undefined;
}

const FORGETTING: readonly Trait[] = ["rollback", "wipe", "fork"];
const LIES: readonly Trait[] = ["tampering", "echo", ...FORGETTING];

/** One seed in four has an honest relay. */
export function planOf(seed: number, { steps, without = [], traits }: PlanChange = {}): Plan {
  const dice = createDice(`plan ${seed}`);
  const isHonest = dice.chance(0.25);
  const devices = 2 + dice.int(3);
  const usual = TRAITS.filter((trait) => dice.chance(0.3) && !(isHonest && LIES.includes(trait)));
  const drawn = traits ?? usual;
  // A relay that forgets that the vault has moved away is a home again for whoever doesn't know: people have to tell.
  const forgets = drawn.some((trait) => FORGETTING.includes(trait));
  const most = 15 + dice.int(40);
  return {
    seed,
    devices,
    steps: Math.min(steps ?? most, most),
    traits: new Set(drawn.filter((trait) => !without.includes(trait) && !(forgets && trait === "move"))),
  };
}

/** Nobody ever falsified anything: what the relay has acknowledged is there. */
export const isRelayHonest = ({ traits }: Plan): boolean => !LIES.some((lie) => traits.has(lie));
