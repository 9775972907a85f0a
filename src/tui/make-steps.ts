/**
 * Which steps turning backup on, or changing a way in, goes through: forward and back along one list. Pure, and what a
 * step shows is built here.
 */
import type { MakeAt, MakeStep, Making } from "./backup-steps.ts";
import { makeForm, type Form } from "./form.ts";
import { textField } from "./text-field.ts";

const NO_PASSPHRASE = 2;
const PLACES = 3;

/** In order; after the last the job begins. */
function stepsOf({ aim, plan, relay, way }: Making): readonly MakeAt[] {
  const send: readonly MakeAt[] = (plan?.confirmers.length ?? 0) > 0 ? ["send"] : [];
  const made: readonly MakeAt[] = way === NO_PASSPHRASE ? [] : way === 1 ? ["own"] : ["generated"];
  if (aim.does === "remove") return ["sure", ...send];
  if (aim.does !== "enable") {
    return aim.kind === "words" ? ["words", "check", ...send] : ["passphrase", ...made, ...send];
  }
  const isHomeless = plan?.relay === null || relay !== null;
  return [
    "consent",
    ...(isHomeless ? ["relay" as const] : []),
    "words",
    "check",
    "passphrase",
    ...made,
    ...send,
  ];
}

export const stepAfter = (making: Making, at: MakeAt): MakeAt | undefined => {
  const steps = stepsOf(making);
  return steps[steps.indexOf(at) + 1];
};
export const stepBefore = (making: Making, at: MakeAt): MakeAt | undefined => {
  const steps = stepsOf(making);
  return steps[steps.indexOf(at) - 1];
};

export function buildStep(making: Making, at: MakeAt): MakeStep {
  switch (at) {
    case "relay":
      return {
        at,
        form: makeForm(
          textField("relay", { text: making.relay?.url ?? "" }),
          textField("token", { isSecret: true }),
        ),
      };
    case "words":
      return { at, page: 0 };
    case "check":
      return { at, form: checkForm(making.drawn?.words ?? "") };
    case "passphrase":
      return { at, index: making.way };
    case "generated":
      return { at, form: makeForm(handleField(making)) };
    case "own":
      return { at, form: { ...makeForm(handleField(making), ...ownFields()), focus: 1 } };
    case "consent":
    case "send":
    case "sure":
      return { at };
    default:
      return { at: "looking" };
  }
}

const handleField = ({ plan, passphrase }: Making) =>
  textField("handle", { text: passphrase?.handle ?? plan?.handle ?? "" });
const ownFields = () => [
  textField("recoveryPassphrase", { isSecret: true }),
  textField("repeat", { isSecret: true }),
];

export const wordsOf = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

/** Which words are typed back, from 1, in order: the words themselves decide, so that nobody knows before they are drawn. */
export function placesOf(text: string): readonly number[] {
  const words = wordsOf(text);
  const places = new Set<number>();
  let state = 7;
  for (let turn = 0; places.size < Math.min(PLACES, words.length); turn++) {
    for (const character of words[turn % words.length] ?? "") {
      state = (state * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
    }
    places.add(1 + (state % words.length));
  }
  return [...places].sort((a, b) => a - b);
}

const WORD_FIELD = /^word-(\d+)$/u;
const checkForm = (text: string): Form =>
  makeForm(...placesOf(text).map((place) => textField(`word-${place}`)));
/** The place that a field asks for; undefined: it is another field. */
export const placeOfField = (id: string): number | undefined => {
  const found = WORD_FIELD.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
};
