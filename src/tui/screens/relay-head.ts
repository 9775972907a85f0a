/**
 * The head of the Devices screen: the relay, its key, what the link is doing, and whatever is wrong in whole
 * sentences with what to do about it. Without a relay: what one is.
 */
import type { LinkView, Problem, ViewState } from "../../protocol/view.ts";
import { printable } from "../../client/printable.ts";
import { isNarrow } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { problemName, problemTime } from "../problem-facts.ts";
import { shortTime, fullTime } from "./ago.ts";
import { flowParts } from "./flow-parts.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./header.ts";
import { indent, paragraph } from "./screen.ts";
import { syncKeys } from "./sync-keys.ts";

export function relayHead(model: Model, view: ViewState): readonly Line[] {
  const { words, size } = model;
  const { devices } = words.text;
  const self = view.devices.find((device) => device.self);
  const isAlone = view.link.state === "off" && !view.problems.some((problem) => isAboutSync(problem));
  return [
    ...(view.link.state === "off" ? [] : drawRelay(model, view.link)),
    ...drawClock(model, view),
    ...drawTroubles(model, view),
    ...(self?.provisional === true
      ? paragraph(`! ${devices.selfProvisional}`, size.columns, { tone: "warn" })
      : []),
    ...(isAlone ? paragraph(devices.noRelay(syncKeys(model)), size.columns) : []),
    BLANK,
  ];
}

function drawRelay(model: Model, link: LinkView): readonly Line[] {
  const { words, size, glyphs } = model;
  const { devices } = words.text;
  const between = ` ${glyphs.between} `;
  const tone = { online: "good", connecting: "quiet", offline: "warn", waiting: "warn" } as const;
  const style = {
    tone: (tone as Partial<Record<string, "good" | "quiet" | "warn">>)[link.state] ?? "bad",
  } as const;
  const address = devices.relay(printable(link.relay ?? ""));
  const sent =
    link.pending > 0 ? devices.toSend(link.pending) : link.state === "online" ? devices.allSent : "";
  const facts = [stateOf(model, link), sent];
  const states = flowParts(facts, between, size.columns - 4).map((text) => line(span(`   ${text}`, style)));
  const key = link.fingerprint === null ? "" : printable(link.fingerprint);
  return [
    ...paragraph(address, size.columns - 2, { bold: true }).map((row, index) =>
      line(span(index === 0 ? ` ${glyphs.dot}` : "  ", style), ...row),
    ),
    ...states,
    ...(key === ""
      ? []
      : isNarrow(size)
        ? [indent(line(span(key, { tone: "quiet" })))]
        : [line(span(`   ${devices.key} ${key}`, { tone: "quiet" }))]),
  ];
}

function stateOf({ words, now }: Model, { state, pending, since }: LinkView): string {
  const { devices } = words.text;
  const text = state === "online" && pending > 0 ? devices.state.sending : devices.state[state];
  return since === null || state === "online" ? text : devices.since(text, shortTime(since, now));
}

function drawClock({ words, size }: Model, { clockSkewSeconds }: ViewState): readonly Line[] {
  const skew = Math.abs(clockSkewSeconds ?? 0);
  return skew < CLOCK_TOLERANCE_SECONDS
    ? []
    : paragraph(`! ${words.text.devices.clock(skew)}`, size.columns, { tone: "bad" });
}

type OwnProblem = "no-passphrase" | "os-keyring" | "storage-damaged" | "storage-failing";
const OWN: readonly string[] = ["no-passphrase", "os-keyring", "storage-damaged", "storage-failing"];
const isAboutSync = (problem: Problem): problem is Exclude<Problem, { type: OwnProblem }> =>
  !OWN.includes(problem.type);

function drawTroubles(model: Model, { link, problems }: ViewState): readonly Line[] {
  const { words, size, glyphs } = model;
  const { devices } = words.text;
  const keys = syncKeys(model);
  const told = (what: string, advice: string): readonly Line[] => [
    ...(isNarrow(size) ? [] : [BLANK]),
    ...paragraph(`${glyphs.trouble} ${what}`, size.columns, { tone: "bad", bold: true }),
    ...paragraph(advice, size.columns),
  ];
  const lasting = problems.flatMap((problem): readonly Line[] => {
    if (!isAboutSync(problem)) return [];
    const name = problemName(model, problem);
    const at = problemTime(problem);
    const date = at === null ? "" : fullTime(at);
    const [what] = devices.problems[problem.type](name);
    const count =
      problem.type === "void-records"
        ? ` (${devices.voidCount(problem.count, printable(problem.reason))})`
        : "";
    return told(what + count, devices.problemAdvice[problem.type]({ name, date, keys }));
  });
  const isSaid = problems.some(({ type }) => type === "relay-fork" || type === "revoked");
  const { error } = link;
  if (error === null || (isSaid && (link.state === "held" || link.state === "revoked"))) return lasting;
  const [what] = devices.linkErrors[error];
  return [...told(what, devices.linkAdvice[error](keys)), ...lasting];
}
