/** Details of one account on the screen; what is secret stands there only after space. */
import { printable, printableLines } from "../../client/printable.ts";
import { accountName } from "../account-name.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, span, type Span } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { ago, fullTime } from "./ago.ts";
import { factRows, otpText } from "./account-facts.ts";
import type { Screen } from "./screen.ts";

export function detailsScreen(model: Model, layer: LayerOf<"details">): Screen {
  const { words, accounts, now, size } = model;
  const { details, hints, keys } = words.text;
  const label = accounts.get(layer.id);
  if (label === undefined) return { title: "", body: [], hints: [{ key: "Esc", does: hints.back }] };
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
  const lines = [BLANK, ...factRows(model, facts)];
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows + 1));
  return {
    title: details.title(accountName(label)),
    body: lines.slice(top, top + rows),
    hints: [
      { key: keys["space"] ?? "", does: hints.reveal },
      { key: "e", does: hints.edit },
      { key: "Q", does: hints.qr },
      { key: "Esc", does: hints.back },
    ],
  };
}
