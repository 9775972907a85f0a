/**
 * The whole window as lines: header, body, health line, key hints; exactly as many lines as there are rows, none
 * wider than the window. Pure: the same model gives the same frame.
 */
import { bodyRows, isTooSmall, SMALLEST } from "../frame-size.ts";
import { topLayer } from "../layers.ts";
import { BLANK, fitLine, line, type Line } from "../line.ts";
import type { Layer, Model } from "../model.ts";
import { wrap } from "../text-fit.ts";
import { addFormScreen, addImageScreen, addScreen, addUriScreen } from "./add.ts";
import { codesScreen } from "./codes.ts";
import { detailsScreen } from "./details.ts";
import { editScreen } from "./edit.ts";
import { drawHeader } from "./header.ts";
import { drawHealth } from "./health.ts";
import { helpScreen } from "./help.ts";
import { drawHints, drawMessage } from "./hints.ts";
import { importScreen } from "./import.ts";
import { leaveScreen, settingsScreen, tagsScreen, trashScreen } from "./lists.ts";
import { qrScreen } from "./qr.ts";
import type { Screen } from "./screen.ts";
import { startScreen } from "./start.ts";
import { activityScreen, backupScreen, devicesScreen } from "./tabs.ts";

export function drawFrame(model: Model): readonly Line[] {
  const { size } = model;
  if (isTooSmall(size)) return fill(drawTooSmall(model), size.rows, size.columns);
  const screen = screenOf(model);
  if (screen.isFull === true) return fill(screen.body, size.rows, size.columns);
  const message = drawMessage(model);
  const last = message.length > 0 ? message : [drawHints(model, screen.hints)];
  const body = fill(screen.body, bodyRows(size) - last.length + 1, size.columns);
  const chrome = [drawHealth(model), ...last];
  return [drawHeader(model, screen.title), ...body, ...chrome].map((row) => fitLine(row, size.columns));
}

function screenOf(model: Model): Screen {
  if (model.phase.status !== "open") return startScreen(model);
  const layer = topLayer(model);
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
    default:
      return leaveScreen(model);
  }
}

const drawTooSmall = ({ words, size }: Model): readonly Line[] =>
  wrap(words.text.tooSmall(SMALLEST.columns, SMALLEST.rows), size.columns).map((text) => line(text));

function fill(lines: readonly Line[], rows: number, columns: number): readonly Line[] {
  return Array.from({ length: rows }, (_, index) => fitLine(lines[index] ?? BLANK, columns));
}
