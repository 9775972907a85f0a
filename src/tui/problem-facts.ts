/** Which device a lasting trouble is about, by the name that the person knows. */
import type { Problem } from "../protocol/view.ts";
import { deviceName, devicesOf, shownName } from "./device-list.ts";
import type { Model } from "./model.ts";

export function problemName(model: Model, problem: Problem): string {
  switch (problem.type) {
    case "devices-differ":
    case "void-records":
      return shownName(model.words, problem.device);
    case "revoked":
      return shownName(model.words, problem.by);
    case "bad-box": {
      const device = devicesOf(model).find(({ memberId, name }) => [memberId, name].includes(problem.member));
      return device === undefined ? shownName(model.words, problem.member) : deviceName(model.words, device);
    }
    default:
      return "";
  }
}

/** Epoch seconds; null where it has no time. */
export const problemTime = (problem: Problem): number | null => ("at" in problem ? problem.at : null);
