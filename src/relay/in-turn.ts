/**
 * One task at a time, in the order in which they were asked for. A task that fails doesn't stop the next.
 */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

const forget = (): void => undefined;

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.then(forget, forget);
    return mine;
  };
}
