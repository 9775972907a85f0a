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
  type Status,
  STATUSES,
  timer,
} from "./sync-machine-steps.ts";

const EVENTS: Readonly<Record<string, SyncEvent>> = {
  linked: { type: "linked" },
  unlinked: { type: "unlinked" },
  unlocked: { type: "unlocked" },
  locked: { type: "locked" },
  go: { type: "go" },
  closed,
  "wrong-key-relay": { type: "closed", error: "wrong-relay-key" },
  challenge: message(SAID.challenge),
  unknown: message(SAID.unknown),
  former: message(SAID.former),
  "welcome-on-chain": message(SAID.welcome),
  "welcome-off-chain": message({ ...SAID.welcome, isOnChain: false }),
  start: message(SAID.start),
  records: message(SAID.records),
  synced: message(SAID.synced),
  signal: message(SAID.signal),
  "mailbox-ready": message(SAID["mailbox-ready"]),
  mailbox: message(SAID.mailbox),
  "mailbox-gone": message(SAID["mailbox-gone"]),
  "refused-stopping": refusal("stopping"),
  "refused-token": refusal("token-needed"),
  "refused-malformed": refusal("malformed"),
  "refused-other": refusal("quota", { what: idOf(5) }),
  "was-taken": outcome({ type: "taken" }),
  "was-finished": FINISHED,
  "was-broken": outcome({ type: "broken" }),
  "was-held": outcome({ type: "held", error: "roster-fork" }),
  "was-not-stored": outcome({ type: "storage" }),
  "was-revoked": outcome({ type: "revoked" }),
  "was-moved": outcome({ type: "moved" }),
  "drafts-yes": drafts(true),
  "drafts-no": drafts(false),
  sealed: sealed(idOf(1)),
  "nothing-to-send": { type: "nothing-to-send" },
  "wrong-epoch-key": { type: "wrong-key" },
  acknowledged: acknowledged(idOf(1)),
  "timer-retry": timer("retry"),
  "timer-resume": timer("resume"),
};

const CLEAR = ["clear retry", "clear resume"] as const;
const WAIT = ["clear resume", "set retry"] as const;

/** What a cell of the table means. "-": the status stays, and nothing is done. */
const CELLS: Readonly<Record<string, { readonly status?: Status; readonly effects: readonly string[] }>> = {
  "-": { effects: [] },
  connect: { status: "connecting", effects: [...CLEAR, "connect"] },
  reconnect: { status: "connecting", effects: ["disconnect", ...CLEAR, "connect"] },
  off: { status: "off", effects: ["disconnect", ...CLEAR] },
  wait: { status: "waiting", effects: CLEAR },
  leave: { status: "waiting", effects: ["disconnect", ...CLEAR] },
  offline: { status: "offline", effects: WAIT },
  drop: { status: "offline", effects: ["disconnect", ...WAIT] },
  refuse: { status: "refused", effects: ["disconnect", ...WAIT] },
  hold: { status: "held", effects: ["disconnect", ...CLEAR] },
  end: { status: "revoked", effects: ["disconnect", ...CLEAR] },
  read: { status: "reading", effects: [] },
  beside: { status: "reading", effects: ["begin-beside"] },
  live: { status: "live", effects: [] },
  open: { effects: ["open-vault"] },
  check: { effects: ["check-former"] },
  take: { effects: ["take"] },
  finish: { effects: ["finish"] },
  seal: { effects: ["seal"] },
};

/** Unlocked, but for "waiting"; nothing to send. */
const TABLE = `
                  off     waiting   connecting reading   live      offline   refused   held      revoked
linked            connect wait      reconnect  reconnect reconnect connect   connect   connect   connect
unlinked          off     off       off        off       off       off       off       off       off
unlocked          -       connect   -          -         -         -         -         -         -
locked            -       -         leave      leave     -         wait      wait      -         -
go                -       -         -          -         -         connect   connect   connect   -
closed            -       -         offline    offline   offline   -         -         -         -
wrong-key-relay   -       -         refuse     refuse    refuse    -         -         -         -
challenge         -       -         -          -         -         -         -         -         -
unknown           -       -         open       drop      drop      -         -         -         -
former            -       -         check      drop      drop      -         -         -         -
welcome-on-chain  -       -         read       drop      drop      -         -         -         -
welcome-off-chain -       -         beside     drop      drop      -         -         -         -
start             -       -         drop       beside    drop      -         -         -         -
records           -       -         drop       take      take      -         -         -         -
synced            -       -         drop       finish    drop      -         -         -         -
signal            -       -         -          -         -         -         -         -         -
mailbox-ready     -       -         -          -         -         -         -         -         -
mailbox           -       -         -          -         -         -         -         -         -
mailbox-gone      -       -         -          -         -         -         -         -         -
refused-stopping  -       -         drop       drop      drop      -         -         -         -
refused-token     -       -         refuse     refuse    refuse    -         -         -         -
refused-malformed -       -         drop       drop      drop      -         -         -         -
refused-other     -       -         -          -         -         -         -         -         -
was-taken         -       -         -          -         -         -         -         -         -
was-finished      -       -         -          live      -         -         -         -         -
was-broken        -       -         drop       drop      drop      -         -         -         -
was-held          -       -         hold       hold      hold      -         -         -         -
was-not-stored    -       -         drop       drop      drop      -         -         -         -
was-revoked       end     end       end        end       end       end       end       end       end
was-moved         connect wait      reconnect  reconnect reconnect connect   connect   connect   connect
drafts-yes        -       -         -          -         seal      -         -         -         -
drafts-no         -       -         -          -         -         -         -         -         -
sealed            -       -         -          -         -         -         -         -         -
nothing-to-send   -       -         -          -         -         -         -         -         -
wrong-epoch-key   hold    hold      hold       hold      hold      hold      hold      hold      hold
acknowledged      -       -         -          -         -         -         -         -         -
timer-retry       -       -         -          -         -         connect   connect   -         -
timer-resume      -       -         -          -         -         -         -         -         -
`;

/** As "live", with the vault locked and something to send: no login is made, and nothing is sealed before it is unlocked. */
const LOCKED_TABLE = `
                  live
linked            leave
unlinked          off
unlocked          seal
locked            -
go                -
closed            wait
records           take
refused-stopping  leave
refused-malformed leave
was-taken         -
was-broken        leave
was-not-stored    leave
was-held          hold
was-revoked       end
was-moved         leave
drafts-yes        -
timer-resume      -
`;

interface Cell {
  readonly event: string;
  readonly status: Status;
  readonly cell: string;
}
function cellsOf(table: string): readonly Cell[] {
  const [head = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([event = "", ...cells]) =>
    cells.map((cell, index) => ({
      event,
      status: head[index] as Status,
      cell,
    })),
  );
}

interface Step {
  readonly status: Status;
  readonly effects: readonly string[];
}
function meantBy({ cell }: Cell, { phase }: SyncState): Step {
  const meant = CELLS[cell];
  if (meant === undefined) throw new Error(`what is ${cell}?`);
  return { status: meant.status ?? phase.status, effects: meant.effects };
}
function follow({ event }: Cell, state: SyncState): Step {
  const happening = EVENTS[event];
  if (happening === undefined) throw new Error(`what is ${event}?`);
  const next = after(state, happening);
  return { status: next.state.phase.status, effects: namesOf(next.effects) };
}

const cells = cellsOf(TABLE);

describe("every status, every event", () => {
  it("[SY1] none is left out", () => {
    const pairs = cells.map(({ event, status }) => `${event} ${status}`);
    const wanted = Object.keys(EVENTS).flatMap((event) => STATUSES.map((status) => `${event} ${status}`));
    expect(pairs.toSorted()).toEqual(wanted.toSorted());
  });

  it.each(cells)("[SY1] $event while $status: $cell", (cell) => {
    const state = stateIn(cell.status);
    expect(follow(cell, state)).toEqual(meantBy(cell, state));
  });

  it.each(cellsOf(LOCKED_TABLE))("[SY2] $event while $status and locked: $cell", (cell) => {
    const state = stateIn(cell.status, { hasKeys: false, hasDrafts: true });
    expect(follow(cell, state)).toEqual(meantBy(cell, state));
  });
});
