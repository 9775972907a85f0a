/** A question that waits for this device's word, and the banner that says so on every other screen. */
import type { RequestView } from "../../protocol/view.ts";
import { shownName } from "../device-list.ts";
import { BLANK, clickable, line, span, type Line } from "../line.ts";
import { isAtTheDoor, requestsOf } from "../model-requests.ts";
import type { LayerOf, Model } from "../model.ts";
import { pad, widthOf } from "../text-fit.ts";
import { shortTime } from "./ago.ts";
import { keyOf } from "./key-names.ts";
import { paragraph, type Screen } from "./screen.ts";
import { drawWords } from "./words.ts";
import { yesNoHints } from "./yes-no.ts";

function questionOf(model: Model, request: RequestView): string {
  const { words } = model;
  const { requests } = words.text.devices;
  const { type, by, name } = request;
  if (isAtTheDoor(request)) return requests.atTheDoor(shownName(words, name));
  const what = type === "join" ? shownName(words, name) : wishOf(model, request);
  return requests.ask[type](shownName(words, by), what);
}

/** What somebody wants of the backup. */
function wishOf({ words, view }: Model, { type, name, change }: RequestView): string {
  const { changes, ways, scopes } = words.text.devices.requests;
  if (type === "erase") return name === "all" ? scopes.all : scopes.backup;
  if (change === undefined) return changes.other;
  const isFirst = change.what === "add" && (view?.backup.recovery.length ?? 0) === 0;
  return isFirst ? changes.enable : changes[change.what](ways[change.kind]);
}

export function requestsScreen(model: Model, layer: LayerOf<"requests">): Screen {
  const { words, size, now, view } = model;
  const { hints } = words.text;
  const { requests } = words.text.devices;
  const all = requestsOf(model);
  const index = all.findIndex(({ id }) => id === layer.id);
  const request = all[index];
  if (request === undefined) return { title: requests.title, body: [], hints: [] };
  const name = shownName(words, request.name);
  const isJoin = request.type === "join";
  // The relay alone knows when an erasure may be carried out.
  const endsAt = request.expiresAt ?? (request.type === "erase" ? (view?.backup.deletesAt ?? null) : null);
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  return {
    title: all.length === 1 ? requests.title : `${requests.title} ${requests.of(index + 1, all.length)}`,
    body: [
      BLANK,
      ...say(questionOf(model, request), { bold: true }),
      BLANK,
      ...say(askerOf(model, request)),
      ...drawWords(model, request.fingerprint),
      BLANK,
      ...(layer.isBusy
        ? say(words.text.working)
        : [
            ...say(yesOf(model, request), { tone: "quiet" }),
            ...say(requests.no[request.type](name), { tone: "quiet" }),
          ]),
      ...(endsAt === null
        ? []
        : say(isJoin ? requests.until(shortTime(endsAt, now)) : requests.happens(shortTime(endsAt, now)), {
            tone: "quiet",
          })),
    ],
    hints: [
      ...(layer.isBusy ? [] : yesNoHints(model, hints.yes, hints.no)),
      { key: "Esc", does: hints.back },
      ...(all.length > 1 ? [{ key: "Tab", does: hints.nextQuestion }] : []),
    ],
  };
}

/** Whose words they are. A deletion waits for days: who asked for it shows something else by now. */
function askerOf({ words }: Model, { type, name, by }: RequestView): string {
  const { requests } = words.text.devices;
  const asks = shownName(words, by);
  if (type === "join") return requests.words(shownName(words, name));
  return type === "erase" ? requests.eraser(asks) : requests.asker(asks);
}

function yesOf({ words }: Model, request: RequestView): string {
  const { requests } = words.text.devices;
  const name = shownName(words, request.name);
  if (isAtTheDoor(request)) return requests.letIn(name);
  return request.change?.what === "remove" ? requests.yesRemove : requests.yes[request.type](name);
}

export function drawBanner(model: Model): Line {
  const { words, size } = model;
  const { requests } = words.text.devices;
  const [first] = requestsOf(model);
  if (first === undefined) return BLANK;
  const key = keyOf(model, "requests");
  const forms = [
    ` ! ${requests.banner(questionOf(model, first), key)}`,
    ` ! ${requests.bannerShort(shownName(words, first.type === "join" ? first.name : first.by), key)}`,
    ` ! ${requests.bannerShortest(key)}`,
  ];
  const text = forms.find((form) => widthOf(form) <= size.columns) ?? forms.at(-1) ?? "";
  const banner = line(span(pad(text, size.columns), { inverse: true, bold: true, tone: "warn" }));
  const [pressed] = model.keymap.keysOf("requests");
  return pressed === undefined ? banner : clickable(banner, { type: "key", key: pressed });
}
