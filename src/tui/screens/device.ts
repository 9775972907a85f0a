/** One device closely: all that is known of it. */
import { printable } from "../../client/printable.ts";
import { deviceById, deviceName } from "../device-list.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { factRows } from "./account-facts.ts";
import { originOf, stateParts } from "./device-rows.ts";
import { drawForm } from "./form.ts";
import { paragraph, type Screen } from "./screen.ts";

export function deviceLines(model: Model, { memberId }: LayerOf<"device">): readonly Line[] {
  const device = deviceById(model, memberId);
  if (device === undefined) return [];
  const between = ` ${model.glyphs.between} `;
  return [
    BLANK,
    ...factRows(model, [
      ["deviceName", span(deviceName(model.words, device), { bold: true })],
      ["state", stateParts(model, device).join(between)],
      ["fingerprint", printable(device.fingerprint)],
      ["created", originOf(model, device)[0]],
      ["id", span(printable(device.memberId), { tone: "quiet" })],
    ]),
  ];
}

export function deviceScreen(model: Model, layer: LayerOf<"device">): Screen {
  const { words, size, glyphs } = model;
  const lines = deviceLines(model, layer);
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows));
  return {
    title: words.text.devices.title,
    body: lines.slice(top, top + rows),
    hints: [
      { key: "Esc", does: words.text.hints.back },
      ...(lines.length > rows ? [{ key: `${glyphs.up}${glyphs.down}`, does: words.text.hints.list }] : []),
    ],
  };
}

export function renameScreen(model: Model, { form }: LayerOf<"rename">): Screen {
  const { words, size, glyphs } = model;
  const { hints, devices, working } = words.text;
  return {
    title: devices.revoke.renameTitle,
    body: [BLANK, ...(form.isBusy ? paragraph(working, size.columns) : drawForm(model, form).lines)],
    hints: [
      { key: glyphs.enter, does: hints.save },
      { key: "Esc", does: hints.back },
    ],
  };
}
