/** The Devices screen: the relay and what is wrong with it, then the devices; scrolled to the chosen one. */
import { chosenDevice, deviceName, devicesOf } from "../device-list.ts";
import { bodyRows, isNarrow } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import { hasRelay } from "../link-layer.ts";
import { requestsOf } from "../model-requests.ts";
import type { Model } from "../model.ts";
import { widthOf } from "../text-fit.ts";
import { drawDevice } from "./device-rows.ts";
import { hint } from "./key-names.ts";
import { relayHead } from "./relay-head.ts";
import type { Hint, Screen } from "./screen.ts";

interface DevicesLayout {
  readonly lines: readonly Line[];
  /** First and last line of the first device, and of the chosen one. */
  readonly first: Place;
  readonly chosen: Place;
}
interface Place {
  readonly at: number;
  readonly to: number;
}

function layout(model: Model): DevicesLayout {
  const { view, words } = model;
  const all = devicesOf(model);
  const device = chosenDevice(model);
  const nameWidth = Math.max(0, ...all.map((one) => widthOf(deviceName(words, one))));
  const drawn = all.map((one) => drawDevice(model, one, { isChosen: one === device, nameWidth }));
  const lines: Line[] = view === null ? [] : [...relayHead(model, view)];
  const needed = drawn.reduce((count, rows) => count + rows.length + 1, lines.length);
  // Apart where there is room for it.
  const gap = !isNarrow(model.size) && needed <= bodyRows(model.size) ? [BLANK] : [];
  const places = drawn.map((rows): Place => {
    const at = lines.length;
    lines.push(...rows, ...gap);
    return { at, to: at + rows.length - 1 };
  });
  const [first = { at: 0, to: 0 }] = places;
  const index = device === undefined ? 0 : all.indexOf(device);
  return { lines, first, chosen: places[index] ?? first };
}

/** How far down the screen goes until the first device is in sight. */
export const lowestTop = (model: Model): number =>
  Math.max(0, layout(model).first.to - bodyRows(model.size) + 1);

export function devicesScreen(model: Model): Screen {
  const { lines, chosen } = layout(model);
  const rows = bodyRows(model.size);
  const { devices } = model;
  const from =
    devices.chosen === null
      ? Math.min(devices.top, lowestTop(model))
      : Math.min(chosen.at, Math.max(0, chosen.to - rows + 1));
  return { title: null, body: lines.slice(from, from + rows), hints: hintsFor(model) };
}

function hintsFor(model: Model): readonly Hint[] {
  const { hints } = model.words.text;
  const { view } = model;
  const device = chosenDevice(model);
  const help = hint(model, "help", hints.help);
  const isBroken = view?.link.state === "held" || view?.link.state === "revoked";
  return [
    ...(requestsOf(model).length > 0 ? [hint(model, "requests", hints.answer)] : []),
    ...(isBroken ? [hint(model, "join", hints.join), hint(model, "refound", hints.found)] : []),
    hint(model, "newDevice", hints.newDevice),
    // The header of a narrow window has no room for their names.
    ...(isNarrow(model.size) ? [help, { key: "1-4", does: hints.screens }] : []),
    hint(model, "link", hints.relay),
    ...(device === undefined || device.self ? [] : [hint(model, "revoke", hints.remove)]),
    ...(hasRelay(model) ? [hint(model, "syncNow", hints.sync)] : []),
    ...(isNarrow(model.size) ? [] : [help]),
    ...(device === undefined ? [] : [hint(model, "edit", hints.rename)]),
    hint(model, "details", hints.details),
    hint(model, "quit", hints.quit),
  ];
}
