/**
 * Points in time: a list, what one of them has that isn't here as it was then, and bringing that back. Looking changes
 * nothing; what comes back comes as an edit that can be undone.
 */
import type { PointStep } from "./backup-steps.ts";
import { bodyRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { closeLayer, forLayer, openLayer, replaceLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy, scrollTo } from "./movement.ts";

type PointsLayer = LayerOf<"points">;
/** Lines above the list, at most. */
const HEAD_ROWS = 4;

export const openPoints = (model: Model): Step =>
  stay(openLayer(model, { kind: "points", index: 0, top: 0, step: { at: "list" } }));

export const pointRows = (model: Model): number => Math.max(1, bodyRows(model.size) - HEAD_ROWS);

const withStep = (model: Model, layer: PointsLayer, step: PointStep): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step });

export function pressInPoints(model: Model, layer: PointsLayer, key: Key): Step {
  const { step } = layer;
  if (step.at === "point") return pressInPoint(model, layer, step, key);
  if (key.name === "esc") return stay(closeLayer(model));
  const points = model.backup.points ?? [];
  const page = pointRows(model);
  const index = moveBy(key.name, layer.index, { count: points.length, page });
  if (index !== undefined) {
    const top = scrollTo(index, layer.top, { count: points.length, page });
    return stay(replaceLayer(model, { ...layer, index, top }));
  }
  const point = points[layer.index];
  if (key.name !== "enter" || point === undefined) return stay(model);
  const { id } = point;
  const ask = call("backup.restore", { id, dryRun: true }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (current.step.at !== "point" || current.step.id !== id) return stay(later);
      if (!answer.ok) return stay(fail(withStep(later, current, { at: "list" }), answer.error));
      return stay(withStep(later, current, { ...current.step, found: answer.value }));
    }),
  );
  const opened: PointStep = { at: "point", id, found: null, index: 0, top: 0, left: [], isBusy: false };
  return stay(withStep(model, layer, opened), ask);
}

type Looking = Extract<PointStep, { at: "point" }>;

/** Rows for the accounts that differ. */
export const differenceRows = (model: Model): number => Math.max(1, bodyRows(model.size) - HEAD_ROWS);

function pressInPoint(model: Model, layer: PointsLayer, step: Looking, key: Key): Step {
  if (step.isBusy) return stay(model);
  const differences = step.found?.differences ?? [];
  const { text } = model.words;
  if (key.name === "esc" || key.name === text.noKey) return stay(withStep(model, layer, { at: "list" }));
  const page = differenceRows(model);
  const index = moveBy(key.name, step.index, { count: differences.length, page });
  if (index !== undefined) {
    const top = scrollTo(index, step.top, { count: differences.length, page });
    return stay(withStep(model, layer, { ...step, index, top }));
  }
  const pointed = differences[step.index]?.id;
  if (key.name === "space" && pointed !== undefined) {
    const left = step.left.includes(pointed)
      ? step.left.filter((id) => id !== pointed)
      : [...step.left, pointed];
    return stay(withStep(model, layer, { ...step, left }));
  }
  const isAnything = differences.some(({ id }) => !step.left.includes(id));
  return key.name === text.yesKey && isAnything ? bringBack(model, layer, step) : stay(model);
}

/** All of it, or what was left chosen. */
function bringBack(model: Model, layer: PointsLayer, step: Looking): Step {
  const { id, left, found } = step;
  const accounts = (found?.differences ?? []).map((one) => one.id).filter((one) => !left.includes(one));
  const ask = call("backup.restore", left.length === 0 ? { id } : { id, accounts }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) {
        return stay(fail(withStep(later, current, { ...step, isBusy: false }), answer.error));
      }
      const done = later.words.text.backup.points.restored(answer.value.restored);
      return stay(say(closeLayer(later), done));
    }),
  );
  return stay(withStep(model, layer, { ...step, isBusy: true }), ask);
}
