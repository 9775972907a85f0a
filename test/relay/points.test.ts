/**
 * Which snapshots are kept as points in time.
 */
import { fc } from "../protocol/seeded.ts";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/relay/limits.ts";
import { DEFAULT_POINTS, NO_POINTS, planPoint, type PointPolicy } from "../../src/relay/points.ts";
import type { StoredPoint } from "../../src/relay/relay-store.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const pointAt = (storedAt: number, position = storedAt): StoredPoint => ({
  position,
  epoch: 1,
  storedAt,
  bytes: 10,
});

/** What is kept once snapshots came at these times. */
function keep(times: readonly number[], policy: PointPolicy = DEFAULT_POINTS) {
  let points: readonly StoredPoint[] = [];
  for (const [index, storedAt] of times.entries()) {
    const point = pointAt(storedAt, index + 1);
    const { isKept, freed } = planPoint(points, point, policy);
    if (isKept) points = [...points.filter(({ position }) => position !== freed), point];
  }
  return points;
}

const daysOf = (points: readonly StoredPoint[]): readonly string[] =>
  points.map(({ storedAt }) => new Date(storedAt).toISOString().slice(0, 10));
const daily = (from: string, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => at(`${from}T12:00:00`) + index * DAY_MS);

describe("[RD14] points in time", () => {
  test("the first snapshot of a day is one, and no other of that day, however many come", () => {
    const times = ["T00:00:00", "T00:00:01", "T12:00:00", "T23:59:59.999"].map((time) =>
      at(`2026-11-25${time}`),
    );
    expect(keep(times).map(({ storedAt }) => storedAt)).toEqual(times.slice(0, 1));
    expect(keep([...times, at("2026-11-26T00:00:00")])).toHaveLength(2);
  });

  test("after two years of days: seven days, four weeks' first and twelve months' first", () => {
    const points = keep(daily("2025-01-01", 730));
    // The 31st of December 2026 is a Thursday.
    const days = ["25", "26", "27", "28", "29", "30", "31"].map((day) => `2026-12-${day}`);
    const weeks = ["2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28"];
    const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, "0")}-01`);
    expect(daysOf(points)).toEqual(expect.arrayContaining([...days, ...weeks, ...months]));
    expect(points.length).toBeLessThanOrEqual(7 + 4 + 12 + 1);
  });

  test("a week begins on Monday, in UTC, over the turn of a year, too", () => {
    const policy = { daily: 0, weekly: 3, monthly: 0 };
    // Monday the 28th of December 2026 begins the week in which the year ends.
    const points = keep(daily("2026-12-20", 20), policy);
    expect(daysOf(points)).toEqual(["2026-12-21", "2026-12-28", "2027-01-04"]);
  });

  test("whoever comes seldom keeps what there was", () => {
    const times = ["2026-01-31", "2026-03-02", "2026-07-15", "2026-07-16"].map((day) =>
      at(`${day}T08:00:00`),
    );
    expect(keep(times).map(({ storedAt }) => storedAt)).toEqual(times);
  });

  test("a flood frees at most one each time, and never what is old and good", () => {
    const good = keep(daily("2026-01-01", 200));
    const flood = Array.from({ length: 1000 }, (_, index) => at("2026-07-20T00:00:00") + index * 60_000);
    let points = good;
    for (const storedAt of flood) {
      const point = pointAt(storedAt);
      const { isKept, freed } = planPoint(points, point, DEFAULT_POINTS);
      if (isKept) points = [...points.filter(({ position }) => position !== freed), point];
    }
    const months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"];
    expect(daysOf(points)).toEqual(expect.arrayContaining([...months, "2026-07-01"]));
    expect(points.length).toBeGreaterThanOrEqual(good.length);
  });

  test("where the clock was ahead for a while, points are kept after it is right again", () => {
    const points = keep([at("2040-05-05T00:00:00"), ...daily("2026-11-01", 40)]);
    expect(daysOf(points)).toEqual(expect.arrayContaining(["2026-12-10", "2026-12-09", "2026-12-08"]));
  });

  test("where the clock is set back, a day has still one", () => {
    const times = ["2026-11-25T10:00:00", "2026-11-26T10:00:00", "2026-11-25T11:00:00"].map(at);
    expect(daysOf(keep(times))).toEqual(["2026-11-25", "2026-11-26"]);
  });

  test("a relay that keeps none keeps none", () => {
    expect(keep(daily("2026-01-01", 60), NO_POINTS)).toEqual([]);
  });

  test("however they come, there are never many more than the policy says, and today's is among them", () => {
    const counts = fc.nat({ max: 9 });
    const policies = fc.record({ daily: counts, weekly: counts, monthly: counts });
    const gaps = fc.array(fc.integer({ min: 0, max: 40 * DAY_MS }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(policies, gaps, (policy, between) => {
        let now = at("2026-01-01T00:00:00");
        const times = between.map((gap) => (now += gap));
        const points = keep(times, policy);
        const most = policy.daily + policy.weekly + policy.monthly;
        expect(points.length).toBeLessThanOrEqual(most);
        const today = Math.floor(now / DAY_MS);
        const isToday = points.some(({ storedAt }) => Math.floor(storedAt / DAY_MS) === today);
        expect(isToday || policy.daily === 0).toBe(true);
      }),
    );
  });
});
