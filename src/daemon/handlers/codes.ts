/**
 * Codes. A HOTP code is shown only after its counter's advance is durable; the edit and its storing are one
 * synchronous step, so two requests never get one counter.
 */
import type { AccountLabel, Code, NoCode } from "../../protocol/account.ts";
import { ok } from "../../protocol/result.ts";
import type { Account } from "../../vault/account.ts";
import { advanceCounter } from "../../vault/accounts.ts";
import { codeOfCounter, codeOfTime } from "../../vault/code.ts";
import { sortLabels } from "../../vault/sort.ts";
import type { VaultHandlers } from "../service.ts";
import type { VaultSession } from "../vault-session.ts";
import { type HandlerContext, need, openVault, refuse, refuseField } from "./context.ts";
import { accountOf, findAlive, isAlive, labelOf } from "./find-account.ts";

type Methods = "codes.get" | "codes.peek" | "codes.watch" | "codes.used";

/** More than any screen shows. */
const MOST_PEEKED = 10_000;
/** The year 9999: later times are typing errors and break dates. */
const LATEST = 253_402_300_799;

export function createCodeHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  return {
    "codes.get": ({ query, at }) => {
      const session = openVault(context);
      if (at !== undefined && !(at >= 0 && at <= LATEST)) {
        return refuseField("at", "must be seconds since 1970, up to the year 9999");
      }
      const when = at === undefined ? present(context) : { atMs: at * 1000, offsetMs: 0 };
      if (query === undefined) return { codes: allCodes(session, when) };
      const label = findAlive(session, query);
      if (label.type === "hotp" && at !== undefined) {
        return refuse({ type: "usage", reason: "hotp-has-no-time" });
      }
      const account = accountOf(session, label);
      const code = label.type === "hotp" ? nextHotpCode(session, label.id) : need(codeAt(account, when));
      session.use(label.id);
      return { codes: [code] };
    },
    "codes.peek": ({ ids }) => {
      const session = openVault(context);
      const when = present(context);
      const codes = ids.slice(0, MOST_PEEKED).flatMap((id) => {
        const label = session.label(id);
        return label === undefined ? [] : codeNow(session, id, when);
      });
      return { codes };
    },
    "codes.watch": ({ id }) => {
      const session = openVault(context);
      const when = present(context);
      if (id === undefined) return { codes: allCodes(session, when) };
      const label = labelOf(session, id);
      return isAlive(label)
        ? { codes: [codeOrNone(session, label, when)] }
        : refuse({ type: "not-found", query: id });
    },
    "codes.used": ({ id }) => {
      const used = openVault(context).use(id);
      return used === undefined ? refuse({ type: "not-found", query: id }) : { usedCount: used.usedCount };
    },
  };
}

interface Moment {
  readonly atMs: number;
  readonly offsetMs: number;
}

const present = ({ now, clockOffsetMs }: HandlerContext): Moment => ({
  atMs: now(),
  offsetMs: clockOffsetMs(),
});

/** Of the right time; said by this machine's clock, so that countdowns on it are right. */
function codeAt(account: Account, { atMs, offsetMs }: Moment): ReturnType<typeof codeOfTime> {
  const code = codeOfTime(account, atMs + offsetMs);
  if (!code.ok || offsetMs === 0) return code;
  const { validFrom, validUntil } = code.value;
  const shift = (time: number | null): number | null => (time === null ? null : time - offsetMs / 1000);
  return ok({ ...code.value, validFrom: shift(validFrom), validUntil: shift(validUntil) });
}

/** By name. Whose code would cost a counter, or who has none here (a PIN that isn't stored), is there without one. */
function allCodes(session: VaultSession, when: Moment): readonly (Code | NoCode)[] {
  const labels = sortLabels(session.labels().filter(isAlive), "name");
  return labels.map((label) => codeOrNone(session, label, when));
}

const codeOrNone = (session: VaultSession, label: AccountLabel, when: Moment): Code | NoCode =>
  codeNow(session, label.id, when)[0] ?? withoutCode(label);

const withoutCode = ({ id, issuer, name, type, counter }: AccountLabel): NoCode => {
  const nothing = { code: null, next: null, validFrom: null, validUntil: null, remainingSeconds: null };
  return { id, issuer, name, type, ...nothing, counter };
};

function codeNow(session: VaultSession, id: string, when: Moment): readonly Code[] {
  const account = session.account(id);
  if (account === undefined || account.otp?.type === "hotp") return [];
  const code = codeAt(account, when);
  return code.ok ? [code.value] : [];
}

function nextHotpCode(session: VaultSession, id: string): Code {
  const counter = need(session.edit({ act: (doc) => advanceCounter(doc, id), isUndoable: false })).value;
  return need(codeOfCounter(accountOf(session, { id }), counter));
}
