/**
 * What people wrote, who has seen it, and so: what must still be there in the end.
 *
 * A field is named by its account's root (a mark that follows an account through the trash and back), and an account by
 * the id that it has now. Every value is written once, so a value that is shown tells who wrote it. A write is
 * superseded where somebody wrote to the same field who had seen it; it is lost where the field shows what was
 * superseded, or nothing that was ever written.
 */
export interface Place {
  readonly root: string;
  /** Of the account now. */
  readonly id: string;
  readonly field: string;
}

export interface Write extends Place {
  readonly value: string;
  readonly by: string;
  /** The device said that it was done. */
  isAnswered: boolean;
  /** What stood there before, as its writer had seen it. */
  readonly saw: ReadonlySet<Write>;
  /** Who is known to have it: devices by name, and the relay where it can be trusted. */
  readonly holders: Set<string>;
}

export interface Ledger {
  /** Before it is done: from now on the value may appear. */
  intend(by: string, place: Place, value: string): Write;
  /** It was done. */
  answered(write: Write): void;
  /** It was refused: its value must never appear. */
  refused(write: Write): void;
  /** The holder shows this value. */
  observe(holder: string, place: Place, value: string): void;
  /** The account has another id there now, with everything that it had. */
  moved(holder: string, from: string, to: string, root: string): void;
  /** All that it wrote so far is durable at the relay. */
  relayHas(holder: string): void;
  /** What the holder has: to be given to `keepOnly` or `alsoHeldBy` later. */
  heldBy(holder: string): ReadonlySet<Write>;
  /** It remembers nothing of what was shown, and holds only these any more. */
  keepOnly(holder: string, kept: ReadonlySet<Write>): void;
  alsoHeldBy(holder: string, held: ReadonlySet<Write>): void;
  /** Its answered writes. */
  ownOf(holder: string): ReadonlySet<Write>;
  writes(): readonly Write[];
  /** Values that nobody may ever see. */
  refusedValues(): ReadonlySet<string>;
}

export const RELAY = "the relay";

export function createLedger(): Ledger {
  const writes: Write[] = [];
  const byValue = new Map<string, Write[]>();
  const byHolder = new Map<string, Set<Write>>();
  const refusedValues = new Set<string>();
  /** By holder, id and field. */
  const shown = new Map<string, Map<string, Set<Write>>>();

  const valueKey = ({ root, field }: Place, value: string): string => `${root}|${field}|${value}`;
  const shownAt = (holder: string, { id, field }: Pick<Place, "id" | "field">): Set<Write> => {
    const places = shown.get(holder) ?? new Map<string, Set<Write>>();
    shown.set(holder, places);
    const at = places.get(`${id}/${field}`) ?? new Set<Write>();
    places.set(`${id}/${field}`, at);
    return at;
  };
  const hold = (holder: string, write: Write): void => {
    write.holders.add(holder);
    const held = byHolder.get(holder) ?? new Set<Write>();
    byHolder.set(holder, held);
    held.add(write);
  };
  const heldBy = (holder: string): Set<Write> => new Set(byHolder.get(holder));

  return {
    intend: (by, place, value) => {
      const saw = new Set(shownAt(by, place));
      const write: Write = { ...place, value, by, isAnswered: false, saw, holders: new Set() };
      writes.push(write);
      byValue.set(valueKey(place, value), [...(byValue.get(valueKey(place, value)) ?? []), write]);
      return write;
    },
    answered: (write) => {
      write.isAnswered = true;
      hold(write.by, write);
      shownAt(write.by, write).add(write);
    },
    refused: (write) => {
      const same = byValue.get(valueKey(write, write.value)) ?? [];
      byValue.set(
        valueKey(write, write.value),
        same.filter((other) => other !== write),
      );
      writes.splice(writes.indexOf(write), 1);
      if (same.length === 1) refusedValues.add(write.value);
    },
    observe: (holder, place, value) => {
      const [only, ...others] = byValue.get(valueKey(place, value)) ?? [];
      // Of several who wrote the same, nobody knows whose it is.
      if (only === undefined || others.length > 0) return;
      hold(holder, only);
      shownAt(holder, place).add(only);
    },
    moved: (holder, from, to, root) => {
      for (const [key, seen] of shown.get(holder) ?? []) {
        const [id, field = ""] = key.split("/");
        if (id !== from) continue;
        const at = shownAt(holder, { id: to, field });
        for (const write of seen) if (write.root === root) at.add(write);
      }
    },
    relayHas: (holder) => {
      for (const write of byHolder.get(holder) ?? []) if (write.by === holder) hold(RELAY, write);
    },
    heldBy,
    keepOnly: (holder, kept) => {
      for (const write of heldBy(holder)) {
        if (kept.has(write)) continue;
        write.holders.delete(holder);
        byHolder.get(holder)?.delete(write);
      }
      shown.delete(holder);
    },
    alsoHeldBy: (holder, held) => {
      for (const write of held) hold(holder, write);
    },
    ownOf: (holder) =>
      new Set([...heldBy(holder)].filter(({ by, isAnswered }) => isAnswered && by === holder)),
    writes: () => writes,
    refusedValues: () => refusedValues,
  };
}

/** Everything that was seen by whoever wrote these, and by whoever wrote that, and so on. */
export function superseded(by: Iterable<Write>): ReadonlySet<Write> {
  const gone = new Set<Write>();
  const waiting = [...by];
  for (let write = waiting.pop(); write !== undefined; write = waiting.pop()) {
    for (const earlier of write.saw) {
      if (gone.has(earlier)) continue;
      gone.add(earlier);
      waiting.push(earlier);
    }
  }
  return gone;
}
