/**
 * Bytes that claim to be a Yjs v1 update → their structs, where they hold nothing that holt never writes
 * (docs/SPEC.md [AC5]).
 *
 * Yjs itself decodes them, so that what is looked at is what would be applied; but its decoder is told to stop at the
 * first sign of what no device of ours writes: gaps, positions to the right of something (there is no undo of Yjs
 * here), text, embeds, subdocuments, types that are no map. Never throws. Linear in the bytes, v2 is not: 25 bytes of
 * it can hold five million structs.
 * Knows no document: whether ids are known is for others to say (incoming.ts, whole.ts).
 */
import * as Y from "yjs";
import { err, ok, type Result } from "../protocol/result.ts";

/** What is void is counted in the log, shown, and not applied. */
export interface VoidContent {
  readonly type: "void";
  readonly reason: VoidReason;
}

export type VoidReason =
  | "too-large"
  /** No update, or there is something behind it. */
  | "undecodable"
  /** Content that holt never writes, or not in that place. */
  | "foreign-content"
  /** Under another clientID than its author's, or under one twice. */
  | "wrong-client"
  /** Doesn't begin where the document ends. */
  | "gap"
  /** Refers to what is neither known nor in it, or to something later. */
  | "unknown-reference"
  /** Deletes what isn't known, or anything twice. */
  | "bad-deletions"
  /** Takes longer to apply than what people do. */
  | "too-costly";

export const voided = (reason: VoidReason): Result<never, VoidContent> => err({ type: "void", reason });

export type Struct = Y.GC | Y.Item;

/** One client's structs, by clock, each beginning where the one before ends. Never empty. */
export interface ClientRun {
  readonly client: number;
  readonly structs: readonly Struct[];
}

export interface DeletedRange {
  readonly clock: number;
  readonly len: number;
}

export interface StrictUpdate {
  /** Each client once. */
  readonly runs: readonly ClientRun[];
  /** Each client's ranges ascend and don't overlap. */
  readonly deletions: ReadonlyMap<number, readonly DeletedRange[]>;
}

/** Far beyond what is ever written, and far from where numbers stop being exact. */
const CLOCK_END = 2 ** 40;
/** Beyond it, stacks of different sizes would judge differently. */
const DEEPEST_VALUE = 64;

export function decodeStrictly(
  update: Uint8Array,
  { mostStructs }: { readonly mostStructs: number },
): Result<StrictUpdate, VoidContent> {
  const decoder = new StrictDecoder(update, mostStructs);
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, decoder.asConstructor());
    if (!decoder.isAtEnd()) return voided("undecodable");
    const runs = toRuns(structs);
    if (!structs.every(isWellFormed)) return voided("foreign-content");
    if (!areDistinct(decoder.clients, runs)) return voided("wrong-client");
    if (![...ds.clients.values()].every(isAscending)) return voided("bad-deletions");
    return ok({ runs, deletions: ds.clients });
  } catch {
    return voided(decoder.hasForeign ? "foreign-content" : "undecodable");
  }
}

const CONTENT_BITS = 0b0001_1111;
const HAS_PARENT_KEY = 0b0010_0000;
const HAS_RIGHT_ORIGIN = 0b0100_0000;
const HAS_ORIGIN = 0b1000_0000;
const GC = 0;
/** Deleted, binary, type, any. */
const CONTENTS: ReadonlySet<number> = new Set([1, 3, 7, 8]);
const MAP_TYPE = 1;

class StrictDecoder extends Y.UpdateDecoderV1 {
  readonly clients: number[] = [];
  hasForeign = false;
  private structsLeft: number;

  constructor(update: Uint8Array, mostStructs: number) {
    super({ arr: update, pos: 0 });
    this.structsLeft = mostStructs;
  }

  /** Yjs makes its decoder itself, and doesn't hand it out: it gets this one. */
  asConstructor(): typeof Y.UpdateDecoderV1 {
    const make = (): StrictDecoder => this;
    return function Given() {
      return make();
    } as unknown as typeof Y.UpdateDecoderV1;
  }

  isAtEnd(): boolean {
    return this.restDecoder.pos === this.restDecoder.arr.length;
  }

  /** Asked once for each run of structs. */
  override readClient(): number {
    const client = super.readClient();
    this.clients.push(client);
    return client;
  }

  override readInfo(): number {
    const info = super.readInfo();
    this.structsLeft -= 1;
    if (this.structsLeft < 0) throw new Error("more structs than are looked at");
    if (info === GC || info === undefined) return info;
    const hasPlace = (info & (HAS_ORIGIN | HAS_PARENT_KEY)) !== 0;
    return hasPlace && (info & HAS_RIGHT_ORIGIN) === 0 && CONTENTS.has(info & CONTENT_BITS)
      ? info
      : this.refuse();
  }

  override readTypeRef(): number {
    const type = super.readTypeRef();
    return type === MAP_TYPE ? type : this.refuse();
  }

  private refuse(): never {
    this.hasForeign = true;
    throw new Error("what holt never writes");
  }
}

function toRuns(structs: readonly (Struct | Y.Skip)[]): ClientRun[] {
  const runs: { client: number; structs: Struct[] }[] = [];
  let last: { client: number; structs: Struct[] } | undefined;
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    if (last?.client !== struct.id.client) {
      last = { client: struct.id.client, structs: [] };
      runs.push(last);
    }
    last.structs.push(struct);
  }
  return runs;
}

/** Of two runs of one client Yjs applies only the second; an empty one is never written. */
const areDistinct = (clients: readonly number[], runs: readonly ClientRun[]): boolean =>
  clients.length === runs.length && new Set(clients).size === clients.length;

/** The values of maps are one value each. */
function isWellFormed(struct: Struct | Y.Skip): boolean {
  if (struct.length < 1 || struct.id.clock + struct.length > CLOCK_END) return false;
  if (!(struct instanceof Y.Item && struct.content instanceof Y.ContentAny)) return true;
  return struct.length === 1 && isShallow(struct.content.arr[0], DEEPEST_VALUE);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return true;
  return levels > 0 && isPlain(value) && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** Yjs assigns the key "__proto__" like any other. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

function isAscending(ranges: readonly DeletedRange[]): boolean {
  let end = 0;
  for (const { clock, len } of ranges) {
    if (clock < end || len < 1) return false;
    end = clock + len;
  }
  return true;
}

export const clockAfter = (struct: Struct): number => struct.id.clock + struct.length;
