/**
 * What Ente Auth appends to its URIs as `codeDisplay=`: JSON with tags, a note, a pin mark and a trash mark.
 */
import type { AccountDraft } from "../account.ts";
import { fieldOf, listOf, parseJson, textOf } from "./json.ts";

type Display = Partial<Pick<AccountDraft, "tags" | "note" | "pinned" | "trashedAt">>;

/** Empty where it is damaged: it holds nothing that codes depend on. */
export function readCodeDisplay(text: string, now: number): Display {
  const display = parseJson(text);
  if (!display.ok) return {};
  const tags = (listOf(display.value, "tags") ?? []).filter((tag) => typeof tag === "string");
  const note = textOf(display.value, "note") ?? "";
  return {
    tags: tags.map((tag) => tag.trim()),
    note: note === "" ? null : note,
    pinned: fieldOf(display.value, "pinned") === true,
    trashedAt: fieldOf(display.value, "trashed") === true ? now : null,
  };
}
