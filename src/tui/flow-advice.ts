/** What to do when linking, adding or joining didn't work: the screens' own words, else what the error's sentence says. */
import type { HoltError } from "../protocol/errors.ts";
import type { Model } from "./model.ts";

export function adviceFor({ words }: Model, error: HoltError): readonly string[] {
  const advice: Readonly<Partial<Record<string, string>>> = words.text.devices.flowAdvice;
  const key =
    error.type === "refused"
      ? error.reason
      : error.type === "unreachable" && error.what === "relay"
        ? "unreachable"
        : "";
  const own = advice[key];
  return own === undefined ? words.error(error).hints : [own];
}
