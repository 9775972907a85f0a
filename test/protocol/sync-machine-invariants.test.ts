import { isDeepStrictEqual } from "node:util";
import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { formatHex, isEqualBytes } from "../../src/protocol/bytes.ts";
import { REFUSALS } from "../../src/protocol/messages.ts";
import {
  SYNC_START,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  type TakeOutcome,
  update,
} from "../../src/protocol/sync-machine.ts";
import {
  acknowledged,
  closed,
  drafts,
  idOf,
  message,
  refusal,
  SAID,
  STATUSES,
  timer,
} from "./sync-machine-steps.ts";

/** One thing that happens, and what a shell would answer to the effects that ask for an answer. */
interface Turn {
  readonly event: (state: SyncState) => SyncEvent;
  readonly took: TakeOutcome;
  readonly sealing: "sealed" | "nothing-to-send" | "wrong-key";
}

/** What a good day would bring next: without it hardly any run would ever get to the log's end. */
function whatFollows({ phase, pushing }: SyncState): SyncEvent {
  switch (phase.status) {
    case "off":
      return { type: "linked" };
    case "waiting":
      return { type: "unlocked" };
    case "connecting":
      return message(SAID.welcome);
    case "reading":
      return message(SAID.synced);
    case "live":
      return pushing.status === "in-flight" ? acknowledged(pushing.id) : drafts(true);
    default:
      return timer("retry");
  }
}

/** A relay that says anything at any time, a network that breaks, and a person at the keyboard. */
const anything: fc.Arbitrary<SyncEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Object.values(SAID).map(message)) },
  { weight: 3, arbitrary: fc.constant(message(SAID.records)) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        reason: fc.constantFrom(...REFUSALS),
        what: fc.constantFrom(null, 0, 1, 2),
        retryAfterMs: fc.oneof(fc.constant(0), fc.maxSafeNat()),
      })
      .map(({ reason, what, retryAfterMs }) =>
        refusal(reason, { what: what === null ? null : idOf(what), retryAfterMs }),
      ),
  },
  { weight: 3, arbitrary: fc.constantFrom(drafts(true), drafts(false)) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2).map((id) => acknowledged(idOf(id))) },
  { weight: 3, arbitrary: fc.constantFrom(timer("retry"), timer("resume")) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<SyncEvent>(
      closed,
      { type: "closed", error: "wrong-relay-key" },
      { type: "linked" },
      { type: "unlinked" },
      { type: "unlocked" },
      { type: "locked" },
      { type: "go" },
    ),
  },
);
const events: fc.Arbitrary<Turn["event"]> = fc.oneof(
  fc.constant(whatFollows),
  anything.map((event) => () => event),
);
const outcomes: fc.Arbitrary<TakeOutcome> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<TakeOutcome>({ type: "taken" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<TakeOutcome>(
      { type: "broken" },
      { type: "held", error: "roster-fork" },
      { type: "storage" },
      { type: "revoked" },
      { type: "moved" },
    ),
  },
);
const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    event: events,
    took: outcomes,
    sealing: fc.oneof(
      { weight: 12, arbitrary: fc.constant("sealed" as const) },
      { weight: 1, arbitrary: fc.constantFrom("nothing-to-send" as const, "wrong-key" as const) },
    ),
  }),
  { minLength: 1, maxLength: 60, size: "max" },
);

/** What a shell did, one step of the machine at a time. */
interface Step {
  readonly before: SyncState;
  readonly event: SyncEvent;
  readonly after: SyncState;
  readonly effects: readonly SyncEffect[];
}

/** Carries effects out as a shell would: what asks for an answer is answered before anything else happens. */
function play(turns: readonly Turn[]): readonly Step[] {
  const steps: Step[] = [];
  let state = SYNC_START;
  let sealings = 0;
  const happen = (event: SyncEvent, turn: Turn): void => {
    const [after, effects] = update(state, event);
    steps.push({ before: state, event, after, effects });
    state = after;
    for (const effect of effects) answer(effect, turn);
  };
  const answer = (effect: SyncEffect, turn: Turn): void => {
    const { took, sealing } = turn;
    switch (effect.type) {
      case "take":
        return happen({ type: "outcome", outcome: took }, turn);
      case "finish":
        return happen(
          { type: "outcome", outcome: took.type === "taken" ? { type: "finished" } : took },
          turn,
        );
      case "check-former":
        return happen({ type: "outcome", outcome: took.type === "taken" ? { type: "revoked" } : took }, turn);
      case "seal":
        return happen(
          sealing === "sealed" ? { type: sealing, id: idOf(sealings++ % 3) } : { type: sealing },
          turn,
        );
      default:
    }
  };
  for (const turn of turns) happen(turn.event(state), turn);
  return steps;
}

const has = (effects: readonly SyncEffect[], type: SyncEffect["type"]): boolean =>
  effects.some((effect) => effect.type === type);

/** Looks at the steps of one run, in order: does this one break the rule? */
type Rule = (step: Step) => boolean;

/** The shortest run found that breaks the rule, up to the step that does; null: none was found. */
function breaking(begin: () => Rule): readonly Step[] | null {
  const stepsUntilBroken = (run: readonly Turn[]): readonly Step[] | null => {
    const steps = play(run);
    const index = steps.findIndex(begin());
    return index < 0 ? null : steps.slice(0, index + 1);
  };
  const checked = fc.check(
    fc.property(turns, (run) => stepsUntilBroken(run) === null),
    { numRuns: 1000 },
  );
  return checked.counterexample === null ? null : stepsUntilBroken(checked.counterexample[0]);
}

describe("whatever happens, in whatever order", () => {
  it("the turns reach every status, and every effect", () => {
    const statuses = new Set<string>();
    const effects = new Set<string>();
    for (const sample of fc.sample(turns, { numRuns: 500, seed: 1 })) {
      for (const step of play(sample)) {
        statuses.add(step.after.phase.status);
        statuses.add(`${step.after.phase.status} ${step.after.pushing.status}`);
        for (const { type } of step.effects) effects.add(type);
      }
    }
    const wanted = [...STATUSES, "live idle", "live in-flight", "live paused"];
    expect(wanted.filter((status) => !statuses.has(status))).toEqual([]);
    expect(effects.size).toBe(10);
  });

  it("[SY3] never is more than one envelope in flight", () => {
    const more = breaking(() => {
      let inFlight: string | undefined;
      return ({ event, effects }) => {
        if (event.type === "acknowledged" && formatHex(event.id) === inFlight) inFlight = undefined;
        const said = event.type === "message" && event.message.type === "refused" ? event.message : undefined;
        if (said?.what && formatHex(said.what) === inFlight) inFlight = undefined;
        // A connection that is over takes it along; what comes back to a locked vault is not read.
        if (event.type === "closed" || event.type === "locked" || has(effects, "disconnect")) {
          inFlight = undefined;
        }
        if (has(effects, "seal") && inFlight !== undefined) return true;
        if (event.type === "sealed") inFlight = formatHex(event.id);
        return false;
      };
    });
    expect(more).toBeNull();
  });

  it("[SY3] nothing is sealed before the log was read to its end in this session", () => {
    const early = breaking(() => {
      let isRead = false;
      return ({ event, effects }) => {
        if (event.type === "closed" || has(effects, "disconnect") || has(effects, "connect")) isRead = false;
        if (event.type === "outcome" && event.outcome.type === "finished") isRead = true;
        return has(effects, "seal") && !isRead;
      };
    });
    expect(early).toBeNull();
  });

  it("[SY3] nothing is sealed while locked, or for nothing", () => {
    const vain = breaking(() => ({ effects, after }) => {
      const isRight = after.phase.status === "live" && after.hasKeys && after.hasDrafts;
      return has(effects, "seal") && !isRight;
    });
    expect(vain).toBeNull();
  });

  it("[SY3] an envelope is in flight, or waits to be sent again, only while the link is live", () => {
    const stray = breaking(
      () =>
        ({ after }) =>
          after.phase.status !== "live" && after.pushing.status !== "idle",
    );
    expect(stray).toBeNull();
  });

  it("[SY3] an acknowledged envelope is followed by the next where there is something to send", () => {
    const odd = breaking(() => ({ before, event, effects }) => {
      if (event.type !== "acknowledged" || before.pushing.status !== "in-flight") return false;
      const isIts = isEqualBytes(event.id, before.pushing.id);
      return has(effects, "seal") !== (isIts && before.hasDrafts && before.hasKeys);
    });
    expect(odd).toBeNull();
  });

  it("[SY2] a locked vault never logs in", () => {
    const logins = breaking(() => ({ after, effects }) => {
      const isOnTheWay = after.phase.status === "connecting" || after.phase.status === "reading";
      return !after.hasKeys && (isOnTheWay || has(effects, "connect"));
    });
    expect(logins).toBeNull();
  });

  it("[SY1] there is never a second session beside the first", () => {
    const two = breaking(() => {
      let isOpen = false;
      return ({ event, effects }) => {
        if (event.type === "closed") isOpen = false;
        return effects.some(({ type }) => {
          const isSecond = type === "connect" && isOpen;
          if (type === "disconnect") isOpen = false;
          if (type === "connect") isOpen = true;
          return isSecond;
        });
      };
    });
    expect(two).toBeNull();
  });

  it("[SY1] a state is never changed, only followed", () => {
    const changed = breaking(() => ({ before, event }) => {
      const copy = structuredClone(before);
      update(before, event);
      return !isDeepStrictEqual(before, copy);
    });
    expect(changed).toBeNull();
  });

  it("[SY16] waits are bounded, below and above, and never the same for all", () => {
    const odd = breaking(
      () =>
        ({ after, effects }) =>
          effects.some((effect) => {
            if (effect.type !== "set-timer") return false;
            const { name, leastMs, mostMs } = effect;
            const shortest = name === "resume" ? 1000 : 250;
            const longestRetry = after.phase.status === "refused" ? 900_000 : 60_000;
            const longest = name === "resume" ? 1_800_000 : longestRetry;
            return leastMs < shortest || mostMs > longest || mostMs <= leastMs || mostMs > leastMs * 2;
          }),
    );
    expect(odd).toBeNull();
  });

  it("[SY16] a link that is offline or refused has a timer that brings it back, and no other has", () => {
    const stuck = breaking(() => {
      const set = new Set<string>();
      return ({ event, effects, after: { phase, pushing } }) => {
        if (event.type === "timer") set.delete(event.name);
        for (const effect of effects) {
          if (effect.type === "set-timer") set.add(effect.name);
          if (effect.type === "clear-timer") set.delete(effect.name);
        }
        const isWaiting = phase.status === "offline" || phase.status === "refused";
        return set.has("retry") !== isWaiting || (pushing.status === "paused" && !set.has("resume"));
      };
    });
    expect(stuck).toBeNull();
  });

  it("[SY7] what is held, off or over is brought back by a person alone", () => {
    const back = breaking(() => ({ before, event, after }) => {
      const { status } = before.phase;
      if (status === after.phase.status) return false;
      if (status === "held") return !["go", "linked", "unlinked"].includes(event.type);
      return (status === "off" || status === "revoked") && !["linked", "unlinked"].includes(event.type);
    });
    expect(back).toBeNull();
  });

  it("[SY6] two sessions in a row that break a rule are the last ones", () => {
    const third = breaking(() => ({ before, event, after }) => {
      const isStrike = event.type === "outcome" && event.outcome.type === "broken";
      return after.strikes >= 2 || (isStrike && before.strikes === 1 && after.phase.status !== "held");
    });
    expect(third).toBeNull();
  });
});
