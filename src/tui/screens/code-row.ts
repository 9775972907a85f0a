/**
 * One row of the Codes screen: whose code, the code in groups, and how long it holds, in colour and in words.
 */
import type { AccountLabel } from "../../protocol/account.ts";
import type { SearchHit } from "../../protocol/local-api.ts";
import { isPinMissing } from "../codes-copy.ts";
import { codeAt, groupCode, type CodeNow } from "../code-time.ts";
import { clickable, line, span, type Line, type Span, type Tone } from "../line.ts";
import type { Model } from "../model.ts";
import { pad } from "../text-fit.ts";
import { clockTime } from "./ago.ts";
import { GAP, type CodeColumns } from "./code-columns.ts";
import { highlighted } from "./highlight.ts";
import { unusableText } from "./account-facts.ts";

const GAP_TEXT = " ".repeat(GAP);
/** From here on the next code is shown too. */
export const NEXT_WITHIN_SECONDS = 10;
const SHORT_SECONDS = 5;

export function drawCodeRow(
  model: Model,
  label: AccountLabel,
  columns: CodeColumns,
  hit: SearchHit | undefined,
): Line {
  const { glyphs, list } = model;
  const isSelected = list.selected === label.id;
  const style = isSelected ? { bold: true, chosen: true } : {};
  const hasIssuer = label.issuer !== "";
  const issuer = hasIssuer ? label.issuer : label.name;
  const sign = label.verified === false ? glyphs.toVerify : label.pinned ? glyphs.pinned : " ";
  const row = line(
    span(isSelected ? ` ${glyphs.pointer} ` : "   ", { tone: "accent", bold: true }),
    span(`${sign} `, { tone: label.verified === false ? "warn" : "accent" }),
    ...highlighted(issuer, (hasIssuer ? hit?.issuer : hit?.name) ?? [], columns.issuer, style),
    ...(columns.name > 0
      ? [
          span(GAP_TEXT, style),
          ...highlighted(
            hasIssuer ? label.name : "",
            hasIssuer ? (hit?.name ?? []) : [],
            columns.name,
            isSelected ? { chosen: true } : { tone: "quiet" },
          ),
        ]
      : []),
    span(GAP_TEXT),
    ...drawCode(model, label, columns),
  );
  return clickable(row, { type: "account", id: label.id });
}

function drawCode(model: Model, label: AccountLabel, columns: CodeColumns): readonly Span[] {
  const { list, words, glyphs, now, settings } = model;
  const text = words.text.codes;
  if (!label.usable) return [span(unusableText(label, words.text), { tone: "warn" })];
  if (isPinMissing(label)) return [span(text.pinMissing, { tone: "warn" })];
  if (label.type === "hotp") {
    const fresh = list.fresh?.code.id === label.id ? list.fresh.code : null;
    if (fresh === null) return [span(`${glyphs.enter} ${text.newCode}`, { tone: "quiet" })];
    return [
      span(pad(groupCode(fresh.code), columns.code), { bold: true, tone: "good" }),
      span(`${GAP_TEXT}#${fresh.counter ?? ""}`, { tone: "quiet" }),
    ];
  }
  const isHidden = settings.hideCodes && list.revealed?.id !== label.id;
  const current = isHidden ? undefined : codeAt(list.codes.get(label.id), now);
  if (current === undefined) {
    return [span(groupCode(glyphs.hidden.repeat(label.digits)), { tone: "quiet" })];
  }
  return drawCurrent(model, current, columns);
}

function drawCurrent({ glyphs, words, now }: Model, current: CodeNow, columns: CodeColumns): readonly Span[] {
  const { secondsLeft, period } = current;
  const tone: Tone =
    secondsLeft <= SHORT_SECONDS ? "bad" : secondsLeft <= NEXT_WITHIN_SECONDS ? "warn" : "good";
  const filled = Math.min(columns.bar, Math.ceil((secondsLeft / period) * columns.bar));
  const bar = glyphs.full.repeat(filled) + glyphs.empty.repeat(columns.bar - filled);
  const hasNext = columns.next > 0 && current.next !== null && secondsLeft <= NEXT_WITHIN_SECONDS;
  return [
    span(pad(groupCode(current.code), columns.code), { bold: true, tone }),
    ...(columns.bar > 0 ? [span(GAP_TEXT), span(bar, { tone })] : []),
    glyphs.isSpoken
      ? // A countdown that nobody counts would go on saying that an old code holds.
        span(`${GAP_TEXT}${words.text.codes.until(clockTime(now / 1000 + secondsLeft))}`)
      : span(pad(secondsText(secondsLeft), columns.seconds, "right"), { tone }),
    ...(hasNext
      ? [span(`${GAP_TEXT}${words.text.codes.next} ${groupCode(current.next ?? "")}`, { tone: "quiet" })]
      : []),
  ];
}

/** Long periods are told in minutes or hours, so that the column keeps its width. */
function secondsText(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.ceil(seconds / 60)} m`;
  return `${Math.min(999, Math.ceil(seconds / 3600))} h`;
}
