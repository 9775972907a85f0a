/**
 * A document without the end of one client's writing, as a Yjs v1 update.
 *
 * What was deleted stays deleted, by whomever: its content is gone. A run that lies across the cut is cut. Knows nothing
 * of what the structs mean; that nothing left over stands on what is left out is the caller's to know.
 */
import * as Y from "yjs";
import type { Struct } from "./strict-update.ts";

export interface Cut {
  readonly clientId: number;
  /** The first clock that is left out. */
  readonly fromClock: number;
}

export function encodeWithout(doc: Y.Doc, cut: Cut): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  writeStructs(encoder, doc, cut);
  const deletions = new Map<number, readonly DeletedRange[]>();
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(doc.store).clients) {
    const kept = client === cut.clientId ? ranges.flatMap((range) => before(range, cut.fromClock)) : ranges;
    if (kept.length > 0) deletions.set(client, kept);
  }
  writeDeletions(encoder, deletions);
  return encoder.toUint8Array();
}

/** Ranges of ids that are deleted, and nothing else. */
export function encodeDeletions(deletions: ReadonlyMap<number, readonly DeletedRange[]>): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  writeCount(encoder, 0);
  writeDeletions(encoder, deletions);
  return encoder.toUint8Array();
}

interface DeletedRange {
  readonly clock: number;
  readonly len: number;
}

function writeStructs(encoder: Y.UpdateEncoderV1, doc: Y.Doc, { clientId, fromClock }: Cut): void {
  const kept = [...doc.store.clients].flatMap(([client, structs]) => {
    const own = client === clientId ? structs.flatMap((struct) => keep(struct, fromClock)) : structs;
    return own.length === 0 ? [] : [{ client, structs: own }];
  });
  writeCount(encoder, kept.length);
  // As Yjs does: those with high ids first.
  for (const { client, structs } of kept.sort((a, b) => b.client - a.client)) {
    writeCount(encoder, structs.length);
    encoder.writeClient(client);
    writeCount(encoder, structs[0]?.id.clock ?? 0);
    for (const struct of structs) struct.write(encoder, 0);
  }
}

function keep(struct: Struct, fromClock: number): readonly Struct[] {
  const { id } = struct;
  const length = fromClock - id.clock;
  if (length <= 0) return [];
  if (struct.length <= length) return [struct];
  if (!(struct instanceof Y.Item)) return [new Y.GC(id, length)];
  const { origin, rightOrigin, parent, parentSub } = struct;
  const content = struct.content.copy();
  content.splice(length);
  return [new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, content)];
}

function before({ clock, len }: DeletedRange, end: number): readonly DeletedRange[] {
  return clock >= end ? [] : [{ clock, len: Math.min(len, end - clock) }];
}

function writeDeletions(
  encoder: Y.UpdateEncoderV1,
  deletions: ReadonlyMap<number, readonly DeletedRange[]>,
): void {
  writeCount(encoder, deletions.size);
  for (const [client, ranges] of [...deletions].sort(([a], [b]) => b - a)) {
    encoder.resetDsCurVal();
    encoder.writeClient(client);
    writeCount(encoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoder.writeDsClock(clock);
      encoder.writeDsLen(len);
    }
  }
}

/** In v1 every number is written alike. */
const writeCount = (encoder: Y.UpdateEncoderV1, count: number): void => encoder.writeLen(count);
