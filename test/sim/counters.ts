/**
 * HOTP: which codes a device has shown, and which counters it has seen. None comes twice, none goes down.
 *
 * Two devices that don't know of each other may show the same code; one that has seen the other's advance may not.
 */
interface Shown {
  readonly root: string;
  readonly counter: number;
  readonly by: string;
}

export interface Counters {
  /** The counter whose code comes next, as the device says. */
  see(holder: string, id: string, next: number): void;
  /** Undefined: right; else what is wrong. */
  show(
    holder: string,
    place: { readonly root: string; readonly id: string; readonly counter: number },
  ): string | undefined;
  moved(holder: string, from: string, to: string): void;
  /** Of what was only seen, nothing is sure any more. */
  crashed(holder: string): void;
  copyOf(holder: string): CountersOf;
  become(holder: string, copy: CountersOf): void;
  shown(): readonly Shown[];
}

interface CountersOf {
  readonly own: ReadonlyMap<string, number>;
  readonly shown: readonly Shown[];
}

export function createCounters(): Counters {
  /** By holder and id: the lowest that may come next. */
  const own = new Map<string, Map<string, number>>();
  const seen = new Map<string, Map<string, number>>();
  const shown = new Map<string, Shown[]>();
  const raise = (maps: Map<string, Map<string, number>>, holder: string, id: string, next: number): void => {
    const of = maps.get(holder) ?? new Map<string, number>();
    maps.set(holder, of);
    of.set(id, Math.max(of.get(id) ?? 0, next));
  };
  return {
    see: (holder, id, next) => raise(seen, holder, id, next),
    show: (holder, { root, id, counter }) => {
      const least = Math.max(own.get(holder)?.get(id) ?? 0, seen.get(holder)?.get(id) ?? 0);
      raise(own, holder, id, counter + 1);
      shown.set(holder, [...(shown.get(holder) ?? []), { root, counter, by: holder }]);
      return counter < least ? `${holder} showed counter ${counter}, and ${least} had been next` : undefined;
    },
    moved: (holder, from, to) => {
      for (const maps of [own, seen]) raise(maps, holder, to, maps.get(holder)?.get(from) ?? 0);
    },
    crashed: (holder) => void seen.delete(holder),
    copyOf: (holder) => ({ own: new Map(own.get(holder)), shown: [...(shown.get(holder) ?? [])] }),
    become: (holder, copy) => {
      seen.delete(holder);
      own.set(holder, new Map(copy.own));
      shown.set(holder, [...copy.shown]);
    },
    shown: () => [...shown.values()].flat(),
  };
}
