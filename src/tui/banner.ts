/**
 * The banner: a question that waits for this device's word, on every screen until it is answered. It takes a row of
 * the window, so that nothing is hidden behind it.
 */
import { belowBanner } from "./frame-size.ts";
import { isAtTheDoor, requestsOf } from "./model-requests.ts";
import { topLayer } from "./layers.ts";
import type { Model } from "./model.ts";

/** Not over the question itself; a join link's screen asks for the device that uses it. */
export function hasBanner(model: Model): boolean {
  const layer = topLayer(model);
  if (layer?.kind === "requests") return false;
  const waiting = requestsOf(model);
  return layer?.kind === "pair" ? waiting.some((request) => !isAtTheDoor(request)) : waiting.length > 0;
}

export function settleBanner(model: Model): Model {
  const { window, size } = model;
  const next = hasBanner(model) ? belowBanner(window) : window;
  return next.rows === size.rows && next.columns === size.columns ? model : { ...model, size: next };
}
