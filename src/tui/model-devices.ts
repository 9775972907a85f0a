/**
 * The Devices screen: what its keys do. Moving, and opening what is about the relay, a device, or a new one.
 */
import { chosenDevice, devicesOf } from "./device-list.ts";
import { bodyRows } from "./frame-size.ts";
import { openJoin } from "./join-flow.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { hasRelay, openLink } from "./link-layer.ts";
import { fail, say } from "./messages.ts";
import { openDevice, openRename, openRevoke } from "./model-device.ts";
import { openRefound } from "./model-own-vault.ts";
import { openPair } from "./model-pair.ts";
import { openRequests, requestAbout } from "./model-requests.ts";
import { call, stay, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { lowestTop } from "./screens/devices.ts";
import { keyOf } from "./screens/key-names.ts";

export function pressInDevices(model: Model, key: Key): Step {
  const moved = move(model, key.name);
  if (moved !== undefined) return stay(moved);
  const device = chosenDevice(model);
  switch (actionOf(key.name)) {
    case "newDevice":
      return openPair(model);
    case "link":
      return stay(openLink(model));
    case "join":
      return stay(openJoin(model));
    case "refound":
      return stay(openRefound(model));
    case "syncNow":
      return syncNow(model);
    case "back":
      return stay({ ...model, tab: "codes" });
    default:
  }
  if (device === undefined) return stay(model);
  switch (actionOf(key.name)) {
    case "copy": {
      const request = requestAbout(model, device);
      return stay(request === undefined ? openDevice(model, device) : openRequests(model, request));
    }
    case "details":
      return stay(openDevice(model, device));
    case "edit":
      return stay(openRename(model, device));
    case "revoke":
      return openRevoke(model, device);
    default:
      return stay(model);
  }
}

/** A join link that is pasted here is one to join by. */
export const pasteInDevices = (model: Model, text: string): Step =>
  stay(/^\s*holt-join:/u.test(text) ? openJoin(model, text) : model);

/**
 * From device to device. What is said about the relay may be longer than the window: then its pages come before the
 * first device, as if they were devices too.
 */
function move(model: Model, keyName: string): Model | undefined {
  const all = devicesOf(model);
  const rows = bodyRows(model.size);
  const { chosen, top } = model.devices;
  const step = Math.max(1, rows - 1);
  const pages = Math.ceil(lowestTop(model) / step);
  const index = all.findIndex(({ memberId }) => memberId === chosen);
  const at = index < 0 ? Math.min(pages, Math.floor(top / step)) : pages + index;
  const next = moveBy(keyName, at, { count: pages + all.length, page: rows });
  if (next === undefined) return undefined;
  const devices =
    next < pages
      ? { chosen: null, top: next * step }
      : { chosen: all[next - pages]?.memberId ?? null, top: 0 };
  return { ...model, devices };
}

function syncNow(model: Model): Step {
  const { devices } = model.words.text;
  if (!hasRelay(model)) return stay(say(model, devices.noLink(keyOf(model, "link")), "plain"));
  const ask = call("sync.now", { wait: true, timeoutSeconds: SYNC_SECONDS }, (later, answer) => {
    if (!answer.ok) return stay(fail(later, answer.error));
    const { link } = answer.value;
    if (link.state === "online" && link.pending === 0)
      return stay(say(later, later.words.text.devices.syncedAllSent));
    // What is wrong stands in the health line and on this screen.
    return stay({ ...later, message: null });
  });
  return stay(say(model, model.words.text.working, "plain"), ask);
}
const SYNC_SECONDS = 20;
