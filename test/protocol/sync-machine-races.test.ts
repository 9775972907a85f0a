import { describe, expect, it } from "vitest";
import type { SyncEvent, SyncState } from "../../src/protocol/sync-machine.ts";
import {
  acknowledged,
  after,
  closed,
  drafts,
  FINISHED,
  idOf,
  message,
  namesOf,
  outcome,
  refusal,
  SAID,
  sealed,
  stateIn,
  timer,
} from "./sync-machine-steps.ts";

const ONE = idOf(1);
const TWO = idOf(2);
const LOCKED: SyncEvent = { type: "locked" };
const UNLOCKED: SyncEvent = { type: "unlocked" };
const GO: SyncEvent = { type: "go" };
const BROKEN = outcome({ type: "broken" });
/** A login until the log was read to its end. */
const READ = [message(SAID.welcome), message(SAID.synced), FINISHED] as const;

const live = (changed: Partial<SyncState> = {}): SyncState => stateIn("live", changed);
const inFlight = (changed: Partial<SyncState> = {}): SyncState =>
  live({ hasDrafts: true, pushing: { status: "in-flight", id: ONE }, ...changed });
const statusOf = (state: SyncState): readonly [string, string] => [state.phase.status, state.pushing.status];

describe("one envelope at a time", () => {
  it("[SY3] an edit while one is in flight waits until that one is in the log", () => {
    const waiting = after(inFlight(), drafts(true));
    expect(waiting.effects).toEqual([]);
    const next = after(waiting.state, acknowledged(ONE));
    expect(namesOf(next.effects)).toEqual(["seal"]);
  });

  it("[SY3] another device's envelope is no acknowledgement", () => {
    const next = after(inFlight(), acknowledged(TWO));
    expect(next.effects).toEqual([]);
    expect(next.state.pushing).toEqual({ status: "in-flight", id: ONE });
  });

  it("[SY3] an acknowledgement that comes after the refusal changes nothing", () => {
    const paused = after(inFlight(), refusal("rate", { what: ONE })).state;
    expect(after(paused, acknowledged(ONE))).toEqual({ state: paused, effects: [] });
  });

  it("[SY3] nothing to send after all: the next edit is sealed as if nothing had been", () => {
    const { state } = after(live(), drafts(true), { type: "nothing-to-send" });
    expect(state).toEqual(live());
    expect(namesOf(after(state, drafts(true)).effects)).toEqual(["seal"]);
  });

  it("[SY3] told once more of edits before the first answer: still one envelope is sealed", () => {
    const reconnected = after(stateIn("reading", { hasDrafts: true }), FINISHED);
    expect(namesOf(reconnected.effects)).toEqual(["seal"]);
    expect(after(reconnected.state, drafts(true)).effects).toEqual([]);
  });
});

describe("refused while in flight", () => {
  it("[SY3] an envelope whose epoch's entry is here by now is sealed again, soon and without alarm", () => {
    for (const reason of ["epoch", "not-seen", "stopping", "removed"] as const) {
      const paused = after(inFlight(), refusal(reason, { what: ONE }));
      expect(paused.state.error).toBeNull();
      expect(paused.effects).toEqual([{ type: "set-timer", name: "resume", leastMs: 1000, mostMs: 2000 }]);
      // The new epoch's entry comes, and is taken.
      const read = after(paused.state, message(SAID.records), outcome({ type: "taken" }));
      expect(read.effects).toEqual([]);
      expect(namesOf(after(read.state, timer("resume")).effects)).toEqual(["seal"]);
    }
  });

  it.each([
    ["quota", "quota"],
    ["rate", "rate"],
    ["too-large", "too-large"],
    ["storage", "relay-storage"],
  ] as const)("[SY16] %s: the edits stay, it is shown, and is tried again", (reason, error) => {
    const { state } = after(inFlight(), refusal(reason, { what: ONE }));
    expect(state).toMatchObject({ hasDrafts: true, error, pushing: { status: "paused" } });
    expect(namesOf(after(state, timer("resume")).effects)).toEqual(["seal"]);
    const taken = after(state, timer("resume"), sealed(TWO), acknowledged(TWO));
    expect(taken.state.error).toBeNull();
  });

  it("[SY16] as long as the relay asks, but a quarter of an hour at the most", () => {
    const waitAfter = (retryAfterMs: number) =>
      after(inFlight(), refusal("rate", { what: ONE, retryAfterMs })).effects[0];
    expect(waitAfter(30_000)).toMatchObject({ leastMs: 30_000, mostMs: 60_000 });
    expect(waitAfter(2 ** 50)).toMatchObject({ leastMs: 900_000, mostMs: 1_800_000 });
  });

  it("[SY6] as malformed or not its author's: a rule is broken on one side, and the session ends", () => {
    for (const reason of ["malformed", "author"] as const) {
      const next = after(inFlight(), refusal(reason, { what: ONE }));
      expect(next.state).toMatchObject({ strikes: 1, hasDrafts: true, error: "broken-stream" });
      expect(statusOf(next.state)).toEqual(["offline", "idle"]);
    }
  });

  it("[SY3] a refused roster entry or mailbox leaves the envelope in flight", () => {
    const next = after(inFlight(), refusal("quota", { what: TWO }));
    expect(next).toEqual({ state: inFlight(), effects: [] });
  });

  it("[SY3] a person who wants it now doesn't wait for the timer", () => {
    const paused = after(inFlight(), refusal("quota", { what: ONE })).state;
    expect(namesOf(after(paused, GO).effects)).toEqual(["seal"]);
  });
});

describe("closed", () => {
  it("[SY3] while in flight: after the next reading it is sealed again", () => {
    const offline = after(inFlight(), closed);
    expect(statusOf(offline.state)).toEqual(["offline", "idle"]);
    const read = after(offline.state, timer("retry"), message(SAID.welcome), message(SAID.synced));
    expect(namesOf(read.effects)).toEqual(["finish"]);
    expect(namesOf(after(read.state, FINISHED).effects)).toEqual(["seal"]);
  });

  it("[SY3] after the log was read, before anything was sealed: nothing is sealed without a connection", () => {
    const { state } = after(stateIn("reading"), FINISHED, closed);
    expect(after(state, drafts(true)).effects).toEqual([]);
  });

  it("[SY1] twice: the second time there is no session to end", () => {
    const once = after(live(), closed).state;
    expect(after(once, closed)).toEqual({ state: once, effects: [] });
  });

  it("[SY16] the longer it fails the longer the wait, up to a minute, and a reading makes it short again", () => {
    const waits: number[] = [];
    let state = stateIn("connecting");
    for (let attempt = 0; attempt < 12; attempt++) {
      const failed = after(state, closed);
      const [, wait] = failed.effects;
      if (wait?.type !== "set-timer") throw new Error("no wait");
      expect(wait.leastMs).toBe(Math.ceil(wait.mostMs / 2));
      waits.push(wait.mostMs);
      ({ state } = after(failed.state, timer("retry")));
    }
    expect(waits.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect(Math.max(...waits)).toBe(60_000);
    const again = after(state, ...READ, closed);
    expect(again.effects.at(-1)).toMatchObject({ leastMs: 250, mostMs: 500 });
  });

  it("[LI5] because another key answers: it waits for a person, and looks again only after long", () => {
    const refused = after(stateIn("connecting"), { type: "closed", error: "wrong-relay-key" });
    expect(refused.state).toMatchObject({ phase: { status: "refused" }, error: "wrong-relay-key" });
    expect(refused.effects.at(-1)).toMatchObject({ leastMs: 450_000, mostMs: 900_000 });
    expect(namesOf(after(refused.state, GO).effects)).toContain("connect");
  });
});

describe("locked", () => {
  it("[SY2] while reading: the session is left, and unlocking logs in anew", () => {
    const left = after(stateIn("reading", { hasDrafts: true }), LOCKED);
    expect(left.state.phase.status).toBe("waiting");
    expect(namesOf(left.effects)).toContain("disconnect");
    expect(namesOf(after(left.state, UNLOCKED).effects)).toContain("connect");
  });

  it("[SY2] while live: what comes is taken in, and nothing is sealed until it is unlocked", () => {
    const { state } = after(live(), LOCKED, drafts(true));
    expect(state.phase.status).toBe("live");
    const records = after(state, message(SAID.records));
    expect(namesOf(records.effects)).toEqual(["take"]);
    expect(namesOf(after(records.state, UNLOCKED).effects)).toEqual(["seal"]);
  });

  it("[SY2] while live, and then closed: no login before it is unlocked", () => {
    const { state } = after(live(), LOCKED, closed);
    expect(state.phase.status).toBe("waiting");
    expect(after(state, timer("retry"), GO).effects).toEqual([]);
    expect(namesOf(after(state, UNLOCKED).effects)).toContain("connect");
  });

  it("[SY2] while it waits for its next try: the timer is called off, and ringing late does nothing", () => {
    const { state, effects } = after(stateIn("offline"), LOCKED);
    expect(namesOf(effects)).toEqual(["clear retry", "clear resume"]);
    expect(after(state, timer("retry"))).toEqual({ state, effects: [] });
  });

  it("[SY2] before it was unlocked again a person can't make it log in", () => {
    const { state, effects } = after(stateIn("held"), LOCKED, GO);
    expect(state.phase.status).toBe("waiting");
    expect(namesOf(effects)).not.toContain("connect");
  });

  it("[SY2] while in flight: what came of it isn't known, so it is sealed again after unlocking", () => {
    const { state } = after(inFlight(), LOCKED);
    // Its coming back is stored unread.
    const stored = after(state, message(SAID.records), outcome({ type: "taken" })).state;
    expect(namesOf(after(stored, UNLOCKED).effects)).toEqual(["seal"]);
  });
});

describe("a relay that breaks a rule", () => {
  it("[SY6] twice in a row: the link is held", () => {
    const once = after(live(), BROKEN);
    expect(once.state).toMatchObject({
      phase: { status: "offline" },
      strikes: 1,
      error: "broken-stream",
    });
    const twice = after(once.state, timer("retry"), message(SAID.welcome), message(SAID.records), BROKEN);
    expect(twice.state).toMatchObject({ phase: { status: "held" }, error: "broken-stream" });
    expect(namesOf(twice.effects)).toEqual(["disconnect", "clear retry", "clear resume"]);
  });

  it("[SY6] and was read to its end in between: once more is an accident again", () => {
    const between = after(live(), BROKEN, timer("retry"), ...READ).state;
    expect(between.strikes).toBe(0);
    expect(after(between, BROKEN).state.phase.status).toBe("offline");
  });

  it("[SY6] a broken connection in between makes no difference", () => {
    const once = after(live(), BROKEN, timer("retry"), closed, timer("retry")).state;
    expect(after(once, message(SAID.welcome), BROKEN).state.phase.status).toBe("held");
  });

  it("[SY6] by saying things out of turn: nothing of it is passed on", () => {
    for (const said of ["welcome", "start", "synced", "unknown", "former"] as const) {
      expect(namesOf(after(live(), message(SAID[said])).effects)).toEqual([
        "disconnect",
        "clear resume",
        "set retry",
      ]);
    }
  });

  it("[SY7] once it is held, only a person brings it back: neither time nor the vault's opening does", () => {
    const { state } = after(live(), outcome({ type: "held", error: "roster-fork" }));
    const tried = after(
      state,
      closed,
      LOCKED,
      UNLOCKED,
      drafts(true),
      timer("retry"),
      timer("resume"),
      message(SAID.records),
      message(SAID.welcome),
      FINISHED,
    );
    expect(tried.state).toMatchObject({ phase: { status: "held" }, error: "roster-fork" });
    expect(namesOf(after(tried.state, GO).effects)).toContain("connect");
    expect(namesOf(after(tried.state, { type: "linked" }).effects)).toContain("connect");
  });

  it("[SY7] keys that don't fit the roster: held, and nothing was sent", () => {
    const sealing = after(live(), drafts(true));
    expect(namesOf(sealing.effects)).toEqual(["seal"]);
    const held = after(sealing.state, { type: "wrong-key" }).state;
    expect(held).toMatchObject({ phase: { status: "held" }, error: "wrong-key", hasDrafts: true });
  });
});

describe("reading", () => {
  it("[SY11] a cursor that is no place of the log: everything is read beside", () => {
    const { state, effects } = after(stateIn("connecting"), message({ ...SAID.welcome, isOnChain: false }));
    expect(state.phase).toEqual({ status: "reading", isBeside: true });
    expect(effects).toEqual([{ type: "begin-beside", start: null }]);
  });

  it("[SY11] too far behind: the relay begins elsewhere, and that is read beside", () => {
    const { state, effects } = after(stateIn("connecting"), message(SAID.welcome), message(SAID.start));
    expect(state.phase).toEqual({ status: "reading", isBeside: true });
    expect(effects).toEqual([{ type: "begin-beside", start: SAID.start }]);
  });

  it("[SY3] edits that were made meanwhile are sealed at the log's end, and not before", () => {
    const { state } = after(stateIn("connecting"), drafts(true), message(SAID.welcome));
    const taken = after(state, message(SAID.records), outcome({ type: "taken" }), drafts(true));
    expect(taken.effects).toEqual([]);
    expect(namesOf(after(taken.state, message(SAID.synced)).effects)).toEqual(["finish"]);
    expect(namesOf(after(taken.state, message(SAID.synced), FINISHED).effects)).toEqual(["seal"]);
  });

  it("[SY5] the disk is full: the session ends, and the log is read again from where it was stored", () => {
    const { state, effects } = after(stateIn("reading"), outcome({ type: "storage" }));
    expect(state).toMatchObject({ phase: { status: "offline" }, error: "storage" });
    expect(namesOf(effects)).toEqual(["disconnect", "clear resume", "set retry"]);
    expect(namesOf(after(state, timer("retry")).effects)).toContain("connect");
  });

  it("[SY10] another relay is the home now: it goes there at once, however often it failed here", () => {
    const { state, effects } = after(live({ attempt: 7, strikes: 1 }), outcome({ type: "moved" }));
    expect(state).toMatchObject({ phase: { status: "connecting" }, attempt: 0, strikes: 0 });
    expect(namesOf(effects)).toEqual(["disconnect", "clear retry", "clear resume", "connect"]);
  });
});

describe("removed", () => {
  it("[SY15] in the middle of a session: the roster is asked for, checked, and then it is over", () => {
    const gone = after(live(), refusal("removed"));
    expect(gone.state.phase.status).toBe("offline");
    const shown = after(gone.state, timer("retry"), message(SAID.former));
    expect(shown.effects).toEqual([{ type: "check-former", entries: SAID.former.entries }]);
    const over = after(shown.state, outcome({ type: "revoked" })).state;
    const tried = after(over, closed, timer("retry"), UNLOCKED, GO, drafts(true));
    expect(tried.state.phase.status).toBe("revoked");
  });

  it("[SY15] only the relay says so: a roster that doesn't prove it holds the link", () => {
    const held = outcome({ type: "held", error: "roster-rolled-back" });
    const { state } = after(stateIn("connecting"), message(SAID.former), held);
    expect(state).toMatchObject({ phase: { status: "held" }, error: "roster-rolled-back" });
  });
});

describe("a relay that doesn't let it in", () => {
  it.each([
    ["token-needed", "token-needed"],
    ["token-refused", "token-refused"],
    ["version", "not-a-relay"],
    ["conflict", "roster-rolled-back"],
  ] as const)(
    "[SY16] %s: shown as %s, looked at again after long, or when a person wants",
    (reason, error) => {
      const refused = after(stateIn("connecting", { hasDrafts: true }), refusal(reason));
      expect(refused.state).toMatchObject({ phase: { status: "refused" }, error, hasDrafts: true });
      expect(refused.effects.at(-1)).toMatchObject({
        name: "retry",
        leastMs: 450_000,
        mostMs: 900_000,
      });
      expect(namesOf(after(refused.state, GO).effects)).toContain("connect");
      expect(namesOf(after(refused.state, timer("retry")).effects)).toContain("connect");
    },
  );

  it("[SY16] is full or busy: tried again as after any failure", () => {
    for (const reason of ["rate", "too-many", "storage", "slow", "stopping", "other", "moved"] as const) {
      const { state, effects } = after(stateIn("connecting"), refusal(reason));
      expect(state.phase.status).toBe("offline");
      expect(effects.at(-1)).toMatchObject({ name: "retry", mostMs: 500 });
    }
  });
});
