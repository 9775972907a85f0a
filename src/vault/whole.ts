/**
 * Bytes that claim to be a whole vault document (Yjs v1) → how much of everyone's writing they hold
 * (docs/SPEC.md [AC5], [AC7], [AC8]).
 *
 * Needs nothing but itself: every client's structs begin at clock 0, and whatever one refers to is in it and can come
 * before it. So after it was merged into any document nothing is pending there. Snapshots travel as v1 because its
 * size bounds what it unpacks to. Never throws; linear, and refuses what would take Yjs longer than that (apply-cost.ts
 * says how). Whose clientIDs these are isn't told in it.
 */
import * as Y from "yjs";
import { ok, type Result } from "../protocol/result.ts";
import { mayStand, placeInside, rootPlace, type Place } from "./places.ts";
import {
  clockAfter,
  decodeStrictly,
  voided,
  type ClientRun,
  type DeletedRange,
  type StrictUpdate,
  type Struct,
  type VoidContent,
  type VoidReason,
} from "./strict-update.ts";

export interface Whole {
  /** How much each clientID has written. */
  readonly stateByClient: ReadonlyMap<number, number>;
  /** What of it is gone: ranges ascend, and none begins where another ends. */
  readonly deletedByClient: ReadonlyMap<number, readonly DeletedRange[]>;
}

interface WholeLimits {
  readonly mostBytes: number;
  readonly mostStructs: number;
  readonly mostSteps: number;
}

/** Twice what a vault may hold before it takes small edits only, and far more structs than fit into that. */
const LIMITS: WholeLimits = { mostBytes: 56 * 1024 * 1024, mostStructs: 2_000_000, mostSteps: 20_000_000 };

export function checkWhole(bytes: Uint8Array, limits = LIMITS): Result<Whole, VoidContent> {
  if (bytes.length > limits.mostBytes) return voided("too-large");
  const decoded = decodeStrictly(bytes, limits);
  if (!decoded.ok) return decoded;
  const { runs, deletions } = decoded.value;
  const stateByClient = new Map<number, number>();
  for (const { client, structs } of runs) {
    if (structs[0]?.id.clock !== 0) return voided("gap");
    stateByClient.set(client, clockAfter(structs.at(-1) as Struct));
  }
  for (const [client, ranges] of deletions) {
    const last = ranges.at(-1);
    if (last && last.clock + last.len > (stateByClient.get(client) ?? 0)) return voided("bad-deletions");
  }
  const reason = checkOrder(runs, limits);
  return reason === undefined
    ? ok({ stateByClient, deletedByClient: allDeleted(runs, deletions) })
    : voided(reason);
}

/** Where a struct stands: in the history of one key. */
interface Standing {
  readonly place: Place;
  readonly key: KeyHistory | null;
}

interface KeyHistory {
  length: number;
  /** How many of its items were written without knowing of another at the same point. */
  rivals: number;
}

interface Progress {
  readonly structs: readonly Struct[];
  readonly end: number;
  readonly standings: Standing[];
  /** How many have this struct's end to their left. */
  readonly followers: Uint32Array;
  isWaiting: boolean;
}

interface Found {
  readonly progress: Progress;
  readonly index: number;
  readonly struct: Struct;
  readonly standing: Standing;
}

const NOWHERE: Standing = { place: "nowhere", key: null };

/** In the order in which they can come, each is placed, as Yjs would. */
function checkOrder(runs: readonly ClientRun[], { mostSteps }: WholeLimits): VoidReason | undefined {
  const progressByClient = new Map(runs.map((run) => [run.client, toProgress(run)]));
  const keys = createKeys();
  let moved = 0;

  const find = ({ client, clock }: Y.ID): Found => {
    const progress = progressByClient.get(client) as Progress;
    const index = Y.findIndexSS(progress.structs as Struct[], clock);
    const struct = progress.structs[index] as Struct;
    return { progress, index, struct, standing: progress.standings[index] ?? NOWHERE };
  };
  const follow = (origin: Y.ID): Standing => {
    const { progress, index, struct, standing } = find(origin);
    if (standing.key === null) return NOWHERE;
    const isEnd = clockAfter(struct) === origin.clock + 1;
    const before = isEnd ? (progress.followers[index] ?? 0) : 1;
    progress.followers[index] = before + 1;
    if (!isEnd) moved += progress.structs.length;
    addRival(standing.key, before);
    return standing;
  };
  const standingOf = (struct: Y.Item): Standing | undefined => {
    if (struct.origin !== null) return follow(struct.origin);
    const parent = struct.parent as Y.ID | string;
    if (typeof parent === "string") return keys.first(rootPlace(parent), parent, struct.parentSub);
    const holder = find(parent);
    const place = placeInside(holder.struct, holder.standing.place);
    return keys.first(place, `${parent.client}:${parent.clock}`, struct.parentSub);
  };
  /** What has to come first; undefined: nothing that isn't there. */
  const missing = (struct: Struct): Y.ID | undefined => {
    const id = dependencyOf(struct);
    if (id === null) return undefined;
    return id.clock < reached(progressByClient.get(id.client)) ? undefined : id;
  };

  for (const first of progressByClient.values()) {
    const waiting = [{ progress: first, until: first.end }];
    for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
      const { progress, until } = top;
      const struct = reached(progress) < until ? progress.structs[progress.standings.length] : undefined;
      progress.isWaiting = struct !== undefined;
      if (struct === undefined) {
        waiting.pop();
        continue;
      }
      const needed = missing(struct);
      if (needed !== undefined) {
        const other = progressByClient.get(needed.client);
        // Whoever waits already can't get any further either.
        if (other === undefined || needed.clock >= other.end || other.isWaiting) return "unknown-reference";
        waiting.push({ progress: other, until: needed.clock + 1 });
        continue;
      }
      const standing = struct instanceof Y.Item ? standingOf(struct) : NOWHERE;
      if (standing === undefined || !mayStand(struct, standing.place)) return "foreign-content";
      if (standing.key !== null) standing.key.length += 1;
      progress.standings.push(standing);
    }
  }
  return keys.steps() + moved / MOVED_PER_STEP > mostSteps ? "too-costly" : undefined;
}

const MOVED_PER_STEP = 64;

const toProgress = ({ structs }: ClientRun): Progress => ({
  structs,
  end: clockAfter(structs.at(-1) as Struct),
  standings: [],
  followers: new Uint32Array(structs.length),
  isWaiting: false,
});

/** The first clock that hasn't been placed. */
function reached(progress: Progress | undefined): number {
  const last = progress?.structs[progress.standings.length - 1];
  return last === undefined ? 0 : clockAfter(last);
}

function dependencyOf(struct: Struct): Y.ID | null {
  if (!(struct instanceof Y.Item)) return null;
  const parent = struct.parent as Y.ID | string | null;
  return struct.origin ?? (typeof parent === "string" ? null : parent);
}

/** `before`: how many stand at the same point already. */
function addRival(key: KeyHistory, before: number): void {
  if (before > 0) key.rivals += before === 1 ? 2 : 1;
}

interface Keys {
  /** Of an item that has nothing to its left; undefined where there is no such place. */
  first(place: Place | undefined, holder: string, key: string | null): Standing | undefined;
  /** What it takes to find every rival's place. */
  steps(): number;
}

function createKeys(): Keys {
  const standingByKey = new Map<string, { readonly standing: Standing; firsts: number }>();
  return {
    first: (place, holder, key) => {
      if (place === undefined) return undefined;
      if (place === "nowhere") return NOWHERE;
      const name = `${holder}/${key}`;
      const known = standingByKey.get(name) ?? { standing: { place, key: newHistory() }, firsts: 0 };
      standingByKey.set(name, known);
      addRival(known.standing.key as KeyHistory, known.firsts);
      known.firsts += 1;
      return known.standing;
    },
    steps: () => {
      let steps = 0;
      for (const { standing } of standingByKey.values()) {
        if (standing.key !== null) steps += standing.key.rivals * standing.key.length;
      }
      return steps;
    },
  };
}

const newHistory = (): KeyHistory => ({ length: 0, rivals: 0 });

function allDeleted(
  runs: readonly ClientRun[],
  deletions: StrictUpdate["deletions"],
): ReadonlyMap<number, readonly DeletedRange[]> {
  const gone = Y.createDeleteSet();
  for (const { client, structs } of runs) {
    const ranges = structs.filter(isGone).map(({ id, length }) => ({ clock: id.clock, len: length }));
    if (ranges.length > 0) gone.clients.set(client, ranges);
  }
  const named = Y.createDeleteSet();
  for (const [client, ranges] of deletions) named.clients.set(client, [...ranges]);
  return Y.mergeDeleteSets([gone, named]).clients;
}

const isGone = (struct: Struct): boolean =>
  !(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted;
