/**
 * The Backup screen: what its keys do, and when the points in time are asked for.
 */
import type { BackupView } from "../protocol/view.ts";
import { bodyRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf, type Action } from "./keymap.ts";
import { fail, say } from "./messages.ts";
import { openOff } from "./model-backup-off.ts";
import { openKit } from "./model-kit.ts";
import { openMake } from "./model-make.ts";
import { openPoints } from "./model-points.ts";
import { openProve } from "./model-prove.ts";
import { openWaysIn } from "./model-ways-in.ts";
import { call, stay, type Model, type Step } from "./model.ts";
import { scrollBy } from "./movement.ts";
import { openRecover } from "./recover-flow.ts";
import { backupLines } from "./screens/backup.ts";

/** Are there ways in? */
const hasBackup = (backup: BackupView | undefined): boolean => (backup?.recovery.length ?? 0) > 0;

export function pressInBackup(model: Model, key: Key): Step {
  const lines = backupLines(model).length;
  const top = scrollBy(key.name, model.backup.top, { lines, page: bodyRows(model.size) });
  if (top !== undefined) return stay({ ...model, backup: { ...model.backup, top } });
  const action = actionOf(key.name);
  if (action === "back") return stay({ ...model, tab: "codes" });
  if (action === "recover") return stay(openRecover(model));
  const backup = model.view?.backup;
  if (backup === undefined) return stay(model);
  if (action === "backupOff" && backup.erasureRequest !== null)
    return stopErasure(model, backup.erasureRequest);
  if (action === "backupOn" && backup.state !== "deleting") {
    return hasBackup(backup) ? openWaysIn(model) : openMake(model, { does: "enable" });
  }
  return hasBackup(backup) && backup.state !== "deleting" ? act(model, action) : stay(model);
}

function act(model: Model, action: Action | undefined): Step {
  switch (action) {
    case "verify":
      return openProve(model);
    case "kit":
      return openKit(model);
    case "revoke":
      return openWaysIn(model);
    case "points":
      return openPoints(model);
    case "backupOff":
      return openOff(model);
    default:
      return stay(model);
  }
}

/** Nothing is lost by it: no question before it. */
function stopErasure(model: Model, id: string): Step {
  const ask = call("requests.reject", { id }, (later, answer) =>
    stay(answer.ok ? say(later, later.words.text.backup.off.stopped) : fail(later, answer.error)),
  );
  return stay(say(model, model.words.text.working, "plain"), ask);
}

/** After every event: entering the screen asks once, and again when there are others. */
export function settleBackup(model: Model): Step {
  const { phase, tab, view, backup, isConnected } = model;
  if (phase.status !== "open" || view === null) return stay(model);
  if (tab !== "backup") {
    // The next time they are asked for anew.
    const isFresh = backup.basis === null && backup.top === 0;
    return stay(isFresh ? model : { ...model, backup: { ...backup, basis: null, top: 0 } });
  }
  const basis = `${view.backup.state} ${view.backup.snapshots ?? ""}`;
  if (backup.basis === basis || !isConnected || !hasBackup(view.backup)) return stay(model);
  const ask = call("backup.points", {}, (later, answer) => {
    if (later.backup.basis === null) return stay(later);
    return stay({
      ...later,
      backup: answer.ok
        ? { ...later.backup, points: answer.value.points, error: null }
        : { ...later.backup, error: answer.error },
    });
  });
  return stay({ ...model, backup: { ...backup, basis } }, ask);
}
