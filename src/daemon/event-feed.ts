/**
 * Events that front ends fetch one by one, by number: a long poll waits for the next.
 */
export interface EventFeed<T> {
  push(event: T): void;
  /** Event `index`, counted from 0, as soon as there is one. Rejects where the feed ends before. */
  at(index: number): Promise<T>;
  /** Nothing more comes: who waits is told so. */
  end(reason: Error): void;
}

export function createEventFeed<T>(): EventFeed<T> {
  const events: T[] = [];
  let ended: Error | undefined;
  const waiting: { readonly index: number; readonly resolver: PromiseWithResolvers<T> }[] = [];
  return {
    push: (event) => {
      if (ended !== undefined) return;
      events.push(event);
      for (const { index, resolver } of waiting) {
        const due = events[index];
        if (due !== undefined) resolver.resolve(due);
      }
    },
    at: (index) => {
      const present = events[index];
      if (present !== undefined) return Promise.resolve(present);
      if (ended !== undefined) return Promise.reject(ended);
      const resolver = Promise.withResolvers<T>();
      waiting.push({ index, resolver });
      return resolver.promise;
    },
    end: (reason) => {
      if (ended !== undefined) return;
      ended = reason;
      for (const { resolver } of waiting.splice(0)) resolver.reject(reason);
    },
  };
}
