/** The vault's devices as the screen knows them: which one is chosen, and what each is called. */
import { printable } from "../client/printable.ts";
import type { DeviceView } from "../protocol/view.ts";
import type { Model, Words } from "./model.ts";
import { fit } from "./text-fit.ts";

/** So that a sentence about a device still fits its line. */
const SHORT = 24;

export const devicesOf = ({ view }: Model): readonly DeviceView[] => view?.devices ?? [];

/** The chosen one; the first where none was chosen, or it is gone. */
export const chosenDevice = (model: Model): DeviceView | undefined =>
  devicesOf(model).find(({ memberId }) => memberId === model.devices.chosen) ?? devicesOf(model)[0];

export const deviceById = (model: Model, memberId: string): DeviceView | undefined =>
  devicesOf(model).find((device) => device.memberId === memberId);

export function deviceName({ text }: Words, { name, kind }: Pick<DeviceView, "name" | "kind">): string {
  const shown = printable(name).trim();
  if (shown !== "") return fit(shown, SHORT);
  return kind === "device" ? text.devices.unnamed : text.devices[kind];
}

export const deviceNames = (words: Words, devices: readonly DeviceView[]): string =>
  devices.map((device) => deviceName(words, device)).join(", ");

/** A name that another device or the relay told. */
export const shownName = ({ text }: Words, name: string): string =>
  fit(printable(name).trim(), SHORT) || text.devices.unnamed;
