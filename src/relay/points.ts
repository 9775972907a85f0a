/**
 * Points in time: which snapshots are kept beyond their time (docs/SPEC.md [RD14]).
 *
 * The first of each day is one; of those, the newest days, the first of the newest weeks and the first of the newest
 * months are kept. One that comes frees at most one, and a day has only one: a flood pushes nothing good out.
 */
import type { StoredPoint } from "./relay-store.ts";
import { DAY_MS } from "./limits.ts";

export interface PointPolicy {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export const DEFAULT_POINTS: PointPolicy = { daily: 7, weekly: 4, monthly: 12 };

export const NO_POINTS: PointPolicy = { daily: 0, weekly: 0, monthly: 0 };

export interface PointPlan {
  readonly isKept: boolean;
  /** Position of the one that goes for it. */
  readonly freed: number | undefined;
}

const NOT_KEPT: PointPlan = { isKept: false, freed: undefined };

/** For a snapshot that comes now; `points` are those that are kept. */
export function planPoint(
  points: readonly StoredPoint[],
  snapshot: StoredPoint,
  policy: PointPolicy,
): PointPlan {
  const today = dayOf(snapshot.storedAt);
  if (points.some(({ storedAt }) => dayOf(storedAt) === today)) return NOT_KEPT;
  // By their times: where a clock was ahead for a while, what was stored then takes one place, and stops nothing.
  const all = [...points, snapshot].toSorted((one, other) => one.storedAt - other.storedAt);
  const kept = new Set([
    ...newestPeriods(all, dayOf, policy.daily),
    ...newestPeriods(all, weekOf, policy.weekly),
    ...newestPeriods(all, monthOf, policy.monthly),
  ]);
  if (!kept.has(snapshot)) return NOT_KEPT;
  return { isKept: true, freed: all.find((point) => !kept.has(point))?.position };
}

/** The first point of each of the newest periods. */
function newestPeriods(
  points: readonly StoredPoint[],
  periodOf: (atMs: number) => number,
  count: number,
): readonly StoredPoint[] {
  const firstOf = new Map<number, StoredPoint>();
  for (const point of points) {
    const period = periodOf(point.storedAt);
    if (!firstOf.has(period)) firstOf.set(period, point);
  }
  return count === 0 ? [] : [...firstOf.values()].slice(-count);
}

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);
/** Mondays begin weeks; the first of January 1970 was a Thursday. */
const weekOf = (atMs: number): number => Math.floor((dayOf(atMs) + 3) / 7);
const monthOf = (atMs: number): number => {
  const date = new Date(atMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
