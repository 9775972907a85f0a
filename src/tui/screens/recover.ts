/** Beginning again, step by step; at the doors as over the Backup screen. */
import { printable } from "../../client/printable.ts";
import type { FoundVault } from "../../protocol/backup-api.ts";
import type { RecoverFlow, RecoverStep } from "../backup-steps.ts";
import { shownName } from "../device-list.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { scrollTo } from "../movement.ts";
import { drawChoices } from "./choices.ts";
import { failedBody } from "./failed.ts";
import { askBody, drawProgress } from "./job.ts";
import { shortTime } from "./ago.ts";
import { keyName } from "./key-names.ts";
import { paragraph, pointed, type Hint, type Screen } from "./screen.ts";
import { drawSecret } from "./secret.ts";
import { vaultFormScreen } from "./vault-form.ts";
import { yesNoHints } from "./yes-no.ts";

export function recoverScreen(model: Model, flow: RecoverFlow): Screen {
  const { words, size, glyphs } = model;
  const { hints, recover } = words.text;
  const { title } = recover;
  const { step } = flow;
  const back: Hint = { key: "Esc", does: hints.back };
  const go: Hint = { key: glyphs.enter, does: hints.go };
  const screen = (body: readonly Line[], ...keys: readonly Hint[]): Screen => ({ title, body, hints: keys });
  switch (step.at) {
    case "address":
      return screen(askBody(model, recover.addressHint, step.form), go, back, {
        key: "Tab",
        does: hints.nextField,
      });
    case "way": {
      const ways = recover.ways.map((text, at) => ({ text, note: recover.wayNotes[at] ?? "" }));
      const head = paragraph(recover.way, size.columns, { bold: true });
      return screen(
        [BLANK, ...head, BLANK, ...drawChoices(model, ways, step.index)],
        { ...go, does: hints.choose },
        back,
      );
    }
    case "vault":
      return vaultFormScreen(model, step.form, title);
    case "secret": {
      const ask = flow.kind === "words" ? recover.words : recover.passphrase(printable(flow.handle));
      const head = paragraph(ask, size.columns, { tone: "quiet" });
      return screen([...head, ...drawSecret(model, step.form, bodyRows(size) - head.length)], go, back);
    }
    case "running":
      return screen([BLANK, ...drawProgress(model, step.progress)], { key: "Esc", does: hints.cancel });
    case "merge":
      return { title, body: merging(model, step), hints: yesNoHints(model, hints.go, hints.no) };
    case "devices":
      return devicesScreen(model, step);
    case "taking":
      return screen([BLANK, ...drawProgress(model, step.progress)]);
    default:
      return screen(failedBody(model, recover.failed, step.error), { ...go, does: hints.again }, back);
  }
}

function drawFound({ words, size, now }: Model, { accounts, asOf, lastAuthor }: FoundVault): readonly Line[] {
  const { recover } = words.text;
  const by = lastAuthor === "" ? "" : `, ${recover.foundBy(shownName(words, lastAuthor))}`;
  return paragraph(`${recover.found(accounts, shortTime(asOf, now))}${by}`, size.columns, { bold: true });
}

/** Enough to tell two vaults apart. */
const VAULT_ID_SHOWN = 8;
const NAMES_SHOWN = 3;

/** Which vault, whose, and what would go in. */
function merging(model: Model, { found, ours }: Extract<RecoverStep, { at: "merge" }>): readonly Line[] {
  const { words, size } = model;
  const { recover } = words.text;
  const names = found.devices.slice(0, NAMES_SHOWN).map(({ name }) => shownName(words, name));
  const more = found.devices.length - NAMES_SHOWN;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  const body = [
    ...drawFound(model, found),
    ...(names.length === 0
      ? []
      : say(recover.mergeDevices(names.join(", ") + (more > 0 ? ` +${more}` : "")))),
    ...say(recover.mergeAsk(printable(found.vaultId).slice(0, VAULT_ID_SHOWN)), { bold: true }),
    BLANK,
    ...say(recover.mergeOurs(ours)),
    ...say(recover.mergeLeave),
  ];
  return body.length < bodyRows(size) ? [BLANK, ...body] : body;
}

function devicesScreen(
  model: Model,
  { found, index, kept }: Extract<RecoverStep, { at: "devices" }>,
): Screen {
  const { words, size, glyphs } = model;
  const { hints, recover } = words.text;
  const { devices } = found;
  const isKept = (memberId: string): boolean => kept.includes(memberId);
  const gone = devices.filter(({ memberId }) => !isKept(memberId)).map(({ name }) => shownName(words, name));
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  const head = [
    ...drawFound(model, found),
    ...say(devices.length === 0 ? recover.devicesNone : recover.devices),
  ];
  const foot =
    devices.length === 0
      ? []
      : gone.length === 0
        ? say(recover.removesNone)
        : say(recover.removes(gone.join(", ")), { tone: "warn" });
  const rows = Math.max(1, bodyRows(size) - head.length - foot.length);
  const top = scrollTo(index, 0, { count: devices.length, page: rows });
  const list = devices
    .slice(top, top + rows)
    .map((device, at) =>
      pointed(
        top + at === index,
        glyphs,
        span(`[${isKept(device.memberId) ? "x" : " "}] ${shownName(words, device.name)}`),
      ),
    );
  const isRoomy = rows >= devices.length + 3;
  const space = keyName(model, "space");
  return {
    title: recover.title,
    body: isRoomy ? [BLANK, ...head, BLANK, ...list, BLANK, ...foot] : [...head, ...list, ...foot],
    hints: [
      ...(devices.length === 0 ? [] : [{ key: space, does: hints.keep }]),
      { key: glyphs.enter, does: hints.recoverNow },
      { key: "Esc", does: hints.cancel },
    ],
  };
}
