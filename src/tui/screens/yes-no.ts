/** The two keys of a question, with what each of them means here. */
import type { Model } from "../model.ts";
import type { Hint } from "./screen.ts";

export function yesNoHints({ words }: Model, yes: string, no: string): readonly Hint[] {
  const { yesKey, noKey } = words.text;
  return [
    { key: yesKey, does: yes },
    { key: noKey, does: no },
  ];
}
