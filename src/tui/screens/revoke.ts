/** Removing a device: what it means, what goes along, and afterwards what is left to be done. */
import { deviceById, deviceName, deviceNames } from "../device-list.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { keyOf } from "./key-names.ts";
import { paragraph, type Screen } from "./screen.ts";
import { yesNoHints } from "./yes-no.ts";

export function revokeLines(model: Model, { memberId, step }: LayerOf<"revoke">): readonly Line[] {
  const { words, size, accounts } = model;
  const { revoke } = words.text.devices;
  const device = deviceById(model, memberId);
  const name = device === undefined ? "" : deviceName(words, device);
  const count = [...accounts.values()].filter(({ trashedAt }) => trashedAt === null).length;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  if (step.at === "done") {
    const { revoked, admittedByIt } = step.done;
    return [
      BLANK,
      ...say(revoke.done(deviceNames(words, revoked)), { bold: true, tone: "good" }),
      ...(admittedByIt.length === 0
        ? []
        : say(`! ${revoke.admitted(deviceNames(words, admittedByIt))}`, { tone: "warn" })),
      BLANK,
      ...say(revoke.consequence),
      ...say(`${revoke.renew(count)} ${revoke.renewed(keyOf(model, "edit"))}`),
    ];
  }
  const { preview, isBusy } = step;
  const along = preview?.revoked.filter((one) => one.memberId !== memberId) ?? [];
  const admitted = preview?.admittedByIt ?? [];
  return [
    BLANK,
    ...say(revoke.ask(name), { bold: true }),
    ...say(revoke.consequence),
    BLANK,
    ...(along.length === 0 ? [] : say(`! ${revoke.alongside(deviceNames(words, along))}`, { tone: "warn" })),
    ...(admitted.length === 0
      ? []
      : say(`! ${revoke.admitted(deviceNames(words, admitted))}`, { tone: "warn" })),
    ...(preview === null || isBusy
      ? say(isBusy ? words.text.working : revoke.looking, { tone: "quiet" })
      : []),
    ...say(revoke.renew(count)),
  ];
}

export function revokeScreen(model: Model, layer: LayerOf<"revoke">): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { step } = layer;
  const lines = revokeLines(model, layer);
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows));
  const canAnswer = step.at === "ask" && step.preview !== null && !step.isBusy;
  return {
    title: words.text.devices.title,
    body: lines.slice(top, top + rows),
    hints: [
      ...(canAnswer ? yesNoHints(model, hints.remove, hints.no) : []),
      { key: "Esc", does: hints.back },
      ...(lines.length > rows ? [{ key: `${glyphs.up}${glyphs.down}`, does: hints.list }] : []),
    ],
  };
}
