/**
 * Turning backup off: what is to be deleted, who agrees, and the receipt. Nothing counts as deleted before the receipt.
 */
import type { Confirm } from "../protocol/backup-api.ts";
import type { DeleteWay } from "./backup-steps.ts";
import { devicesOf } from "./device-list.ts";
import { makeForm, pressInForm, valueOf, withProblem } from "./form.ts";
import type { Key } from "./key.ts";
import { closeLayer, openLayer, replaceLayer } from "./layers.ts";
import { isJobStep, pressInJob, startJob } from "./model-job.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { isSecretForm, pressInSecretForm, secretForm, typedSecret } from "./secret-form.ts";
import { textField } from "./text-field.ts";

type OffLayer = LayerOf<"backup-off">;
const WHATS = 2;

/** Devices of this person that could agree. */
const confirmersOf = (model: Model) =>
  devicesOf(model).filter(({ self, kind, provisional }) => !self && kind === "device" && !provisional);

/** Sync stays where there are others to be in step with. */
export const openOff = (model: Model): Step =>
  stay(
    openLayer(model, {
      kind: "backup-off",
      keepsSync: true,
      step: { at: "what", index: confirmersOf(model).length > 0 ? 0 : 1 },
    }),
  );

/** Which ways there are now to delete it. */
export function deleteWays(model: Model): readonly DeleteWay[] {
  const hasDevice = confirmersOf(model).length > 0;
  const hasWayIn = (model.view?.backup.recovery.length ?? 0) > 0;
  if (!hasDevice && !hasWayIn) return ["name"];
  return [...(hasDevice ? (["device"] as const) : []), ...(hasWayIn ? (["typed"] as const) : []), "later"];
}

/** What is typed where nobody else can agree: the handle, or the relay's address. */
export function nameToType({ view }: Model): string {
  const relay = view?.backup.relay ?? view?.link.relay ?? "";
  return view?.backup.handle ?? relay.replace(/^wss?:\/\//u, "").replace(/\/.*$/su, "");
}

const withStep = (model: Model, layer: OffLayer, step: OffLayer["step"]): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step });

const how = (model: Model, layer: OffLayer): Step => stay(withStep(model, layer, { at: "how", index: 0 }));

export function pressInOff(model: Model, layer: OffLayer, key: Key): Step {
  const { step } = layer;
  if (isJobStep(step)) return pressInJob(model, layer, { step, key, again: (now) => how(now, layer) });
  const isEsc = key.name === "esc";
  switch (step.at) {
    case "what": {
      if (isEsc) return stay(closeLayer(model));
      const chosen = choose(key, step.index, WHATS);
      if (chosen.moved !== undefined)
        return stay(withStep(model, layer, { at: "what", index: chosen.moved }));
      return chosen.taken === undefined
        ? stay(model)
        : how(model, { ...layer, keepsSync: chosen.taken === 0 });
    }
    case "how": {
      if (isEsc) return stay(withStep(model, layer, { at: "what", index: layer.keepsSync ? 0 : 1 }));
      const ways = deleteWays(model);
      const chosen = choose(key, step.index, ways.length);
      if (chosen.moved !== undefined) return stay(withStep(model, layer, { at: "how", index: chosen.moved }));
      const way = chosen.taken === undefined ? undefined : ways[chosen.taken];
      return way === undefined ? stay(model) : go(model, layer, way);
    }
    case "typed": {
      if (isEsc) return how(model, layer);
      const [form, outcome] = pressInSecretForm(step.form, key);
      if (outcome !== "submit") return stay(withStep(model, layer, { at: "typed", form }));
      const confirm = typedSecret(form, model);
      return isSecretForm(confirm)
        ? stay(withStep(model, layer, { at: "typed", form: confirm }))
        : begin(model, layer, { confirm });
    }
    default: {
      if (isEsc) return how(model, layer);
      const [form, outcome] = pressInForm(step.form, key);
      const name = nameToType(model);
      if (outcome !== "submit") return stay(withStep(model, layer, { at: "name", form }));
      if (name !== "" && valueOf(form, "deleteName").trim().toLowerCase() === name.toLowerCase()) {
        return begin(model, layer, {});
      }
      const problem = withProblem(form, model.words.text.backup.off.nameDiffers);
      return stay(withStep(model, layer, { at: "name", form: problem }));
    }
  }
}

interface Chosen {
  readonly moved?: number;
  readonly taken?: number;
}

function choose(key: Key, index: number, count: number): Chosen {
  const moved = moveBy(key.name, index, { count, page: count });
  if (moved !== undefined) return { moved };
  const taken = key.name === "enter" ? index : ["1", "2", "3", "4"].slice(0, count).indexOf(key.name);
  return taken < 0 ? {} : { taken };
}

function go(model: Model, layer: OffLayer, way: DeleteWay): Step {
  switch (way) {
    case "typed": {
      const kinds = (model.view?.backup.recovery ?? []).map(({ kind }) => kind);
      return stay(withStep(model, layer, { at: "typed", form: secretForm(kinds) }));
    }
    case "name":
      return stay(withStep(model, layer, { at: "name", form: makeForm(textField("deleteName")) }));
    default:
      return begin(model, layer, way === "later" ? { later: true } : {});
  }
}

interface Agreed {
  readonly confirm?: Confirm;
  readonly later?: boolean;
}

const begin = (model: Model, layer: OffLayer, agreed: Agreed): Step =>
  startJob(model, layer, (reply) => call("backup.disable", { keepSync: layer.keepsSync, ...agreed }, reply));
