/** Details of one account on the screen; what is secret stands there only after space. */
import { printable, printableLines } from "../../client/printable.ts";
import { accountName } from "../account-name.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, span, type Line, type Span } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { ago, fullTime } from "./ago.ts";
import { factRows, otpText } from "./account-facts.ts";
import { hint } from "./key-names.ts";
import type { Screen } from "./screen.ts";

export function detailsLines(model: Model, layer: LayerOf<"details">): readonly Line[] {
  const { words, accounts, now } = model;
  const { details } = words.text;
  const label = accounts.get(layer.id);
  if (label === undefined) return [];
  const { shown, isRevealed } = layer;
  const secret = (has: boolean, text: string | null | undefined): Span =>
    isRevealed
      ? span(text ? printableLines(text).join("\n") : details.none)
      : span(has ? details.hidden : details.none, { tone: "quiet" });
  const verified =
    label.verified === null ? details.notAsked : label.verified ? details.yes : words.text.codes.toVerify;
  const facts: readonly (readonly [string, string | Span])[] = [
    ["issuer", printable(label.issuer)],
    ["name", printable(label.name)],
    ["type", otpText(model, label)],
    ...(label.counter === null ? [] : [["counter", String(label.counter)] as const]),
    ["tags", label.tags.length === 0 ? details.none : label.tags.map(printable).join(", ")],
    ["pinned", label.pinned ? details.yes : details.no],
    ["verified", verified],
    ["created", fullTime(label.createdAt)],
    [
      "used",
      details.times(label.usedCount) +
        (label.lastUsedAt === null
          ? ""
          : `, ${words.text.trash.since(ago(words, now / 1000 - label.lastUsedAt))}`),
    ],
    ["history", shown === null ? "" : shown.replaced === 0 ? details.none : details.replaced(shown.replaced)],
    ["secret", secret(true, shown?.secret)],
    ...(label.hasPin ? [["pin", secret(true, shown?.pin)] as const] : []),
    ["note", secret(label.hasNote, shown?.note)],
    ["recoveryCodes", secret(label.hasRecoveryCodes, shown?.recoveryCodes)],
    ...(isRevealed ? [["link", secret(true, shown?.uri)] as const] : []),
    ["id", span(label.id, { tone: "quiet" })],
  ];
  return [BLANK, ...factRows(model, facts)];
}

export function detailsScreen(model: Model, layer: LayerOf<"details">): Screen {
  const { words, accounts, size, glyphs } = model;
  const { details, hints } = words.text;
  const { isRevealed } = layer;
  const label = accounts.get(layer.id);
  if (label === undefined) return { title: "", body: [], hints: [{ key: "Esc", does: hints.back }] };
  const lines = detailsLines(model, layer);
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows));
  return {
    title: details.title(accountName(label)),
    body: lines.slice(top, top + rows),
    hints: [
      hint(model, "reveal", isRevealed ? hints.hide : hints.reveal),
      ...(lines.length > rows ? [{ key: `${glyphs.up}${glyphs.down}`, does: hints.list }] : []),
      hint(model, "edit", hints.edit),
      hint(model, "qr", hints.qr),
      { key: "Esc", does: hints.back },
    ],
  };
}
