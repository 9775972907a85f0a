/**
 * A device in the list: its name and how it is, and below that its words and who let it in. A narrow window has the
 * second part for the chosen device only.
 */
import type { DeviceView } from "../../protocol/view.ts";
import { printable } from "../../client/printable.ts";
import { deviceName, shownName } from "../device-list.ts";
import { isNarrow } from "../frame-size.ts";
import { line, lineWidth, span, spread, type Line } from "../line.ts";
import { requestAbout } from "../model-requests.ts";
import type { Model } from "../model.ts";
import { pad, widthOf } from "../text-fit.ts";
import { ago, shortTime } from "./ago.ts";
import { flowParts } from "./flow-parts.ts";
import { keyOf } from "./key-names.ts";
import { indent, paragraph, pointed } from "./screen.ts";

const INDENT = 5;

/** "online", "up to date": how a device is, most important first. */
export function stateParts({ words, now }: Model, device: DeviceView): readonly string[] {
  const { devices } = words.text;
  if (device.kind !== "device") return device.provisional ? [devices.toConfirm] : [];
  const seen = device.self
    ? devices.thisOne
    : device.online
      ? devices.online
      : device.lastSeenAt === null
        ? devices.neverSeen
        : devices.seen(ago(words, now / 1000 - device.lastSeenAt));
  const behind =
    device.self || device.behind === null
      ? ""
      : device.behind === 0
        ? devices.upToDate
        : devices.behind(device.behind);
  return [device.provisional ? devices.toConfirm : "", seen, behind].filter((part) => part !== "");
}

/** "added by laptop, 2026-11-22", and without the day. */
export function originOf({ words, now }: Model, { addedBy, addedAt }: DeviceView): readonly [string, string] {
  const { devices } = words.text;
  const who = addedBy === null ? devices.founder : devices.addedBy(shownName(words, addedBy));
  return [addedAt === null ? who : `${who}, ${shortTime(addedAt, now)}`, who];
}

export interface RowPlace {
  readonly isChosen: boolean;
  /** Of the column with names. */
  readonly nameWidth: number;
}

export function drawDevice(
  model: Model,
  device: DeviceView,
  { isChosen, nameWidth }: RowPlace,
): readonly Line[] {
  const { words, glyphs, size } = model;
  const name = deviceName(words, device);
  const all = stateParts(model, device);
  const between = ` ${glyphs.between} `;
  const tone = device.provisional ? "warn" : device.online || device.self ? "good" : "quiet";
  const sign = span(device.provisional ? "! " : "  ", { tone: "warn", bold: true });
  const narrow = isNarrow(size);
  const origins = originOf(model, device);
  const lead = pointed(isChosen, glyphs, sign, span(narrow ? name : pad(name, nameWidth + 2)));
  const states = narrow ? all.slice(0, 1) : all;
  const state = span(states.join(between), { tone });
  // Who let it in stands at the right where there is room for it, else below.
  const room = size.columns - lineWidth([...lead, state]) - 4;
  const origin = narrow ? undefined : origins.find((text) => widthOf(text) <= room);
  const end = narrow ? state : span(origin ?? "", { tone: "quiet" });
  const head = spread(narrow ? lead : line(...lead, state), line(end, " "), size.columns);
  const facts = [
    printable(device.fingerprint),
    ...all.slice(states.length),
    origin === undefined ? origins[0] : "",
  ];
  const below = flowParts(facts, between, size.columns - INDENT - 1).map((text) =>
    indent(line(span(text, { tone: "quiet" })), INDENT),
  );
  return [head, ...(narrow && !isChosen ? [] : below), ...drawQuestion(model, device)];
}

/** A device that one other let in stands out until it is confirmed. */
function drawQuestion(model: Model, device: DeviceView): readonly Line[] {
  const { words, size } = model;
  const { devices } = words.text;
  const request = requestAbout(model, device);
  if (request !== undefined) {
    const asked = devices.wasItYou(shownName(words, request.by), shownName(words, request.name));
    const text = `${asked} ${devices.answerWith(keyOf(model, "requests"))}`;
    return paragraph(text, size.columns - INDENT + 1, { tone: "warn", bold: true }).map((row) =>
      indent(row, INDENT - 1),
    );
  }
  if (!device.provisional || device.self) return [];
  return paragraph(devices.waitsForOthers, size.columns - INDENT + 1, { tone: "quiet" }).map((row) =>
    indent(row, INDENT - 1),
  );
}
