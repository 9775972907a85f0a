/** How long ago, in the largest unit that says enough; and when, on this machine's clock. */
import type { Words } from "../model.ts";

export function ago(words: Words, seconds: number): string {
  const { text } = words;
  const past = Math.max(0, Math.floor(seconds));
  if (past < 60) return text.ago.seconds(past);
  if (past < 3600) return text.ago.minutes(Math.floor(past / 60));
  if (past < 86_400) return text.ago.hours(Math.floor(past / 3600));
  return text.ago.days(Math.floor(past / 86_400));
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "14:02" today, else "2026-11-22". */
export function shortTime(atSeconds: number, nowMs: number): string {
  const at = new Date(atSeconds * 1000);
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? `${two(at.getHours())}:${two(at.getMinutes())}` : day(at);
}
const day = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
/** "14:02" today, else "11-22": where five cells have to do. */
export const briefTime = (atSeconds: number, nowMs: number): string =>
  shortTime(atSeconds, nowMs).replace(/^\d{4}-/u, "");
/** "14:02:30" */
export function clockTime(atSeconds: number): string {
  const at = new Date(atSeconds * 1000);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
export function fullTime(atSeconds: number): string {
  const at = new Date(atSeconds * 1000);
  return `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
