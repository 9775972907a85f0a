/**
 * The banner: a question that waits for this device's word, on every screen until it is answered. It takes a row of
 * the window, so that nothing is hidden behind it.
 */
import { belowBanner } from "./frame-size.ts";
import { requestsOf } from "./model-requests.ts";
import { topLayer } from "./layers.ts";
import type { Model } from "./model.ts";

/** Not over the question itself. */
export const hasBanner = (model: Model): boolean =>
  requestsOf(model).length > 0 && topLayer(model)?.kind !== "requests";

export function settleBanner(model: Model): Model {
  const { window, size } = model;
  const next = hasBanner(model) ? belowBanner(window) : window;
  return next.rows === size.rows && next.columns === size.columns ? model : { ...model, size: next };
}
