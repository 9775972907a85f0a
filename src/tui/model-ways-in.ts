/** The ways into the backup, and what can be done with each: add, replace, remove. */
import type { RecoveryKind } from "../protocol/view.ts";
import type { MakeAim } from "./backup-steps.ts";
import type { Key } from "./key.ts";
import { closeLayer, openLayer, replaceLayer } from "./layers.ts";
import { openMake } from "./model-make.ts";
import { stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";

type Change = Exclude<MakeAim, { does: "enable" }>;
const KINDS: readonly RecoveryKind[] = ["words", "passphrase"];

/** The last way in stays: without one there is no backup. */
export function changesOf({ view }: Model): readonly Change[] {
  const present = (view?.backup.recovery ?? []).map(({ kind }) => kind);
  return KINDS.flatMap((kind): readonly Change[] => {
    if (!present.includes(kind)) return [{ does: "add", kind }];
    return [{ does: "replace", kind }, ...(present.length > 1 ? [{ does: "remove", kind } as const] : [])];
  });
}

export const openWaysIn = (model: Model): Step => stay(openLayer(model, { kind: "ways-in", index: 0 }));

export function pressInWaysIn(model: Model, layer: LayerOf<"ways-in">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const changes = changesOf(model);
  const index = Math.min(layer.index, changes.length - 1);
  const moved = moveBy(key.name, index, { count: changes.length, page: changes.length });
  if (moved !== undefined) return stay(replaceLayer(model, { ...layer, index: moved }));
  const taken = key.name === "enter" ? index : ["1", "2", "3", "4"].indexOf(key.name);
  const change = changes[taken];
  return change === undefined ? stay(model) : openMake(model, change);
}
