/**
 * The whole window as lines: header, body, health line, key hints; exactly as many lines as there are rows, none
 * wider than the window. Pure: the same model gives the same frame.
 */
import { hasBanner } from "../banner.ts";
import { bodyRows, isTooSmall, SMALLEST } from "../frame-size.ts";
import { topLayer } from "../layers.ts";
import { BLANK, fitLine, line, type Line } from "../line.ts";
import type { Layer, Model } from "../model.ts";
import { wrap } from "../text-fit.ts";
import { addFormScreen, addImageScreen, addScreen, addUriScreen } from "./add.ts";
import { backupScreen } from "./backup.ts";
import { offScreen } from "./backup-off.ts";
import { codesScreen } from "./codes.ts";
import { detailsScreen } from "./details.ts";
import { editScreen } from "./edit.ts";
import { deviceScreen, renameScreen } from "./device.ts";
import { devicesScreen } from "./devices.ts";
import { drawHeader } from "./header.ts";
import { drawHealth } from "./health.ts";
import { helpScreen } from "./help.ts";
import { drawHints, drawMessage } from "./hints.ts";
import { importScreen } from "./import.ts";
import { joinScreen } from "./join.ts";
import { kitScreen } from "./kit.ts";
import { linkScreen } from "./link.ts";
import { leaveScreen, tagsScreen, trashScreen } from "./lists.ts";
import { makeScreen } from "./make.ts";
import { forgetScreen, refoundScreen } from "./own-vault.ts";
import { pairScreen } from "./pair.ts";
import { pointsScreen } from "./points.ts";
import { proveScreen } from "./prove.ts";
import { recoverScreen } from "./recover.ts";
import { qrScreen } from "./qr.ts";
import { drawBanner, requestsScreen } from "./requests.ts";
import { revokeScreen } from "./revoke.ts";
import { squeeze, type Screen } from "./screen.ts";
import { settingsScreen } from "./settings.ts";
import { startScreen } from "./start.ts";
import { activityScreen } from "./tabs.ts";
import { waysInScreen } from "./ways-in.ts";

export function drawFrame(model: Model): readonly Line[] {
  const { size, window } = model;
  if (isTooSmall(window)) return fill(drawTooSmall(model), window.rows, window.columns);
  const screen = screenOf(model);
  if (screen.isFull === true) return fill(screen.body, window.rows, window.columns);
  const message = drawMessage(model);
  const last = message.length > 0 ? message : [drawHints(model, screen.hints)];
  const bodyLength = bodyRows(size) - last.length + 1;
  const body = fill(squeeze(screen.body, bodyLength), bodyLength, size.columns);
  const banner = hasBanner(model) ? [drawBanner(model)] : [];
  const rows = [drawHeader(model, screen.title), ...banner, ...body, drawHealth(model), ...last];
  return rows.map((row) => fitLine(row, size.columns));
}

function screenOf(model: Model): Screen {
  const layer = topLayer(model);
  if (layer?.kind === "leave") return leaveScreen(model);
  if (model.phase.status !== "open") return startScreen(model);
  if (layer !== undefined) return layerScreen(model, layer);
  const tabs = { codes: codesScreen, devices: devicesScreen, backup: backupScreen, activity: activityScreen };
  return tabs[model.tab](model);
}

function layerScreen(model: Model, layer: Layer): Screen {
  switch (layer.kind) {
    case "help":
      return helpScreen(model, layer);
    case "details":
      return detailsScreen(model, layer);
    case "qr":
      return qrScreen(model, layer);
    case "tags":
      return tagsScreen(model, layer);
    case "edit":
      return editScreen(model, layer);
    case "add":
      return addScreen(model, layer);
    case "add-uri":
      return addUriScreen(model, layer);
    case "add-image":
      return addImageScreen(model, layer);
    case "add-form":
      return addFormScreen(model, layer);
    case "import":
      return importScreen(model, layer);
    case "trash":
      return trashScreen(model, layer);
    case "settings":
      return settingsScreen(model, layer);
    case "device":
      return deviceScreen(model, layer);
    case "rename":
      return renameScreen(model, layer);
    case "revoke":
      return revokeScreen(model, layer);
    case "forget":
      return forgetScreen(model, layer);
    case "refound":
      return refoundScreen(model, layer);
    case "requests":
      return requestsScreen(model, layer);
    case "link":
      return linkScreen(model, layer);
    case "pair":
      return pairScreen(model, layer);
    case "join":
      return joinScreen(model, layer.flow);
    case "backup-make":
      return makeScreen(model, layer);
    case "backup-off":
      return offScreen(model, layer);
    case "backup-prove":
      return proveScreen(model, layer);
    case "backup-kit":
      return kitScreen(model, layer);
    case "ways-in":
      return waysInScreen(model, layer);
    case "points":
      return pointsScreen(model, layer);
    case "recover":
      return recoverScreen(model, layer.flow);
    default:
      return leaveScreen(model);
  }
}

const drawTooSmall = ({ words, window }: Model): readonly Line[] =>
  wrap(words.text.tooSmall(SMALLEST.columns, SMALLEST.rows), window.columns).map((text) => line(text));

function fill(lines: readonly Line[], rows: number, columns: number): readonly Line[] {
  return Array.from({ length: rows }, (_, index) => fitLine(lines[index] ?? BLANK, columns));
}
