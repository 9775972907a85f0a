/**
 * The link as one part of the health line: in sync, on the way, or what is not sent, since when, and why.
 */
import type { LinkView, ViewState } from "../../protocol/view.ts";
import type { Forms } from "../../client/language/tui-en-health.ts";
import type { Model } from "../model.ts";
import { ago, shortTime } from "./ago.ts";
import type { HealthPart } from "./health.ts";

/** Older than this, being in sync is a state, not news. */
const NEWS_SECONDS = 60;

export function linkHealth(model: Model, { link }: ViewState): HealthPart {
  const { health } = model.words.text;
  switch (link.state) {
    case "off":
      return { forms: health.onlyHere, tone: "quiet" };
    case "online":
      return link.error === null ? online(model, link) : outOfStep(model, link, "warn");
    case "connecting":
      return link.pending === 0
        ? { forms: health.connecting, tone: "quiet" }
        : outOfStep(model, link, "quiet");
    case "offline":
    case "waiting":
      return outOfStep(model, link, "warn");
    case "revoked":
      return { forms: health.revoked, tone: "bad" };
    default:
      return outOfStep(model, link, "bad");
  }
}

function online({ words, now, glyphs }: Model, { pending, lastSyncAt }: LinkView): HealthPart {
  const { health } = words.text;
  if (pending > 0) return { forms: health.sending(pending), tone: "quiet" };
  const past = lastSyncAt === null ? NEWS_SECONDS : now / 1000 - lastSyncAt;
  return {
    forms: past < NEWS_SECONDS && !glyphs.isSpoken ? health.synced(ago(words, past)) : [health.inSync],
    tone: "good",
  };
}

/** "3 changes not sent since 14:02: the relay can't be reached", and shorter. */
function outOfStep(model: Model, link: LinkView, tone: HealthPart["tone"]): HealthPart {
  const { words, now } = model;
  const { health } = words.text;
  const [what, whatShort] =
    link.pending > 0 ? health.notSent(link.pending) : link.state === "held" ? health.held : health.notSynced;
  const [why, whyShort] = reasonOf(model, link);
  const since = link.since === null ? "" : health.since(shortTime(link.since, now));
  return {
    forms: [`${what}${since}: ${why}`, `${whatShort}${since}: ${whyShort}`, `${whatShort}: ${whyShort}`],
    tone,
  };
}

function reasonOf({ words }: Model, { state, error }: LinkView): Forms {
  const { health, devices } = words.text;
  if (error !== null) return devices.linkErrors[error];
  if (state === "connecting") return health.connecting;
  if (state === "waiting") return health.waiting;
  return state === "offline" ? devices.linkErrors.unreachable : [devices.state[state], devices.state[state]];
}
