/**
 * Yjs v1 updates written byte by byte, as no device of ours would: what a hostile member could send.
 */
export interface Crafted {
  readonly client: number;
  readonly clock?: number;
  readonly structs: readonly (readonly number[])[];
}

export type Deletions = readonly (readonly [
  client: number,
  ranges: readonly (readonly [number, number])[],
])[];

export function craft(runs: readonly Crafted[], deletions: Deletions = []): Uint8Array {
  const bytes: number[] = [];
  const push = (part: readonly number[]): void => {
    for (const byte of part) bytes.push(byte);
  };
  push(varUint(runs.length));
  for (const { client, clock = 0, structs } of runs) {
    push([structs.length, client, clock].flatMap(varUint));
    for (const struct of structs) push(struct);
  }
  push(varUint(deletions.length));
  for (const [client, ranges] of deletions) {
    push([client, ranges.length].flatMap(varUint));
    for (const range of ranges) push(range.flatMap(varUint));
  }
  return Uint8Array.from(bytes);
}

export function varUint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push(128 + (rest % 128));
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

export const varText = (text: string): number[] => [...varUint(text.length), ...Buffer.from(text)];

type Id = readonly [client: number, clock: number];

const NULL = [126];
/** One value, null unless said, in lib0's encoding. */
const any = (value: readonly number[] = NULL): number[] => [1, ...value];

interface Content {
  readonly kind: number;
  readonly bytes: readonly number[];
}
export const CONTENT = {
  any: (value?: readonly number[]): Content => ({ kind: 8, bytes: any(value) }),
  map: { kind: 7, bytes: [1] },
  list: { kind: 7, bytes: [0] },
  text: { kind: 7, bytes: [2] },
  deleted: (length: number): Content => ({ kind: 1, bytes: varUint(length) }),
  json: { kind: 2, bytes: [1, ...varText("1")] },
  binary: { kind: 3, bytes: [2, 1, 2] },
  string: { kind: 4, bytes: varText("text") },
  embed: { kind: 5, bytes: varText("{}") },
  format: { kind: 6, bytes: [...varText("bold"), ...varText("true")] },
  document: { kind: 9, bytes: [...varText("guid"), 118, 0] },
} as const;

const HAS_KEY = 0x20;
const HAS_RIGHT = 0x40;
const HAS_LEFT = 0x80;

/** The first under its key in a root map. */
export const inRoot = (root: string, key: string, { kind, bytes }: Content): number[] => [
  HAS_KEY | kind,
  1,
  ...varText(root),
  ...varText(key),
  ...bytes,
];

/** The first under its key in a map that is an item's content. */
export const inMap = (parent: Id, key: string, { kind, bytes }: Content): number[] => [
  HAS_KEY | kind,
  0,
  ...parent.flatMap(varUint),
  ...varText(key),
  ...bytes,
];

/** Right of another item. */
export const after = (left: Id, { kind, bytes }: Content): number[] => [
  HAS_LEFT | kind,
  ...left.flatMap(varUint),
  ...bytes,
];

export const between = (left: Id, right: Id, { kind, bytes }: Content): number[] => [
  HAS_LEFT | HAS_RIGHT | kind,
  ...[...left, ...right].flatMap(varUint),
  ...bytes,
];

/** An item of a list. */
export const inList = (root: string, { kind, bytes }: Content): number[] => [
  kind,
  1,
  ...varText(root),
  ...bytes,
];

export const gone = (length: number): number[] => [0, ...varUint(length)];
export const skip = (length: number): number[] => [10, ...varUint(length)];
