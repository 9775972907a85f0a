/** A question that waits for this device's word, and the banner that says so on every other screen. */
import type { RequestView } from "../../protocol/view.ts";
import { shownName } from "../device-list.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import { isAtTheDoor, requestsOf } from "../model-requests.ts";
import type { LayerOf, Model } from "../model.ts";
import { pad, widthOf } from "../text-fit.ts";
import { shortTime } from "./ago.ts";
import { keyOf } from "./key-names.ts";
import { paragraph, type Screen } from "./screen.ts";
import { drawWords } from "./words.ts";
import { yesNoHints } from "./yes-no.ts";

function questionOf({ words }: Model, request: RequestView): string {
  const { requests } = words.text.devices;
  const { type, by, name } = request;
  if (isAtTheDoor(request)) return requests.atTheDoor(shownName(words, name));
  return requests.ask[type](shownName(words, by), shownName(words, name));
}

export function requestsScreen(model: Model, layer: LayerOf<"requests">): Screen {
  const { words, size, now } = model;
  const { hints } = words.text;
  const { requests } = words.text.devices;
  const all = requestsOf(model);
  const index = all.findIndex(({ id }) => id === layer.id);
  const request = all[index];
  if (request === undefined) return { title: requests.title, body: [], hints: [] };
  const name = shownName(words, request.name);
  const isJoin = request.type === "join";
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  return {
    title: all.length === 1 ? requests.title : `${requests.title} ${requests.of(index + 1, all.length)}`,
    body: [
      BLANK,
      ...say(questionOf(model, request), { bold: true }),
      BLANK,
      ...(isJoin ? [...say(requests.words(name)), ...drawWords(model, request.fingerprint), BLANK] : []),
      ...(layer.isBusy
        ? say(words.text.working)
        : [
            ...say(isAtTheDoor(request) ? requests.letIn(name) : requests.yes[request.type](name), {
              tone: "quiet",
            }),
            ...say(requests.no[request.type](name), { tone: "quiet" }),
          ]),
      ...(request.expiresAt === null
        ? []
        : say(requests.until(shortTime(request.expiresAt, now)), { tone: "quiet" })),
    ],
    hints: [
      ...(layer.isBusy ? [] : yesNoHints(model, hints.yes, hints.no)),
      { key: "Esc", does: hints.back },
      ...(all.length > 1 ? [{ key: "Tab", does: hints.nextQuestion }] : []),
    ],
  };
}

export function drawBanner(model: Model): Line {
  const { words, size } = model;
  const { requests } = words.text.devices;
  const [first] = requestsOf(model);
  if (first === undefined) return BLANK;
  const key = keyOf(model, "requests");
  const forms = [
    ` ! ${requests.banner(questionOf(model, first), key)}`,
    ` ! ${requests.bannerShort(shownName(words, first.name), key)}`,
    ` ! ${requests.bannerShortest(key)}`,
  ];
  const text = forms.find((form) => widthOf(form) <= size.columns) ?? forms.at(-1) ?? "";
  return line(span(pad(text, size.columns), { inverse: true, bold: true, tone: "warn" }));
}
