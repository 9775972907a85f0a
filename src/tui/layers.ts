/**
 * Layers: screens that lie over a tab, the last with the keyboard. An answer that arrives for a layer which is
 * gone is dropped.
 */
import type { Layer, LayerBody, LayerKind, LayerOf, Model, Step } from "./model.ts";

export const topLayer = (model: Model): Layer | undefined => model.layers.at(-1);

export function openLayer(model: Model, body: LayerBody): Model {
  const number = model.layerCount + 1;
  // A new screen names its keys; what was said before would hide them.
  return { ...model, message: null, layerCount: number, layers: [...model.layers, { ...body, number }] };
}

export const closeLayer = (model: Model): Model => ({ ...model, layers: model.layers.slice(0, -1) });
export const closeAllLayers = (model: Model): Model => ({ ...model, layers: [] });

export function replaceLayer(model: Model, next: Layer): Model {
  return { ...model, layers: model.layers.map((layer) => (layer.number === next.number ? next : layer)) };
}

/** The layer as it is now, for an answer that was asked for from it. */
export function forLayer<K extends LayerKind>(
  model: Model,
  asker: LayerOf<K>,
  apply: (layer: LayerOf<K>) => Step,
): Step {
  const layer = model.layers.find(({ number, kind }) => number === asker.number && kind === asker.kind);
  return layer === undefined ? [model, []] : apply(layer as LayerOf<K>);
}
