/**
 * Troubles that last, as parts of the health line: what needs doing at once before what can wait, the relay's
 * between them.
 */
import type { Problem, ViewState } from "../../protocol/view.ts";
import { problemName } from "../problem-facts.ts";
import type { Model } from "../model.ts";
import { shortTime } from "./ago.ts";
import type { HealthPart } from "./health.ts";

export interface Troubles {
  readonly first: readonly HealthPart[];
  readonly later: readonly HealthPart[];
  /** The Devices screen says what to do. */
  readonly hasMore: boolean;
  /** The link's own state would only say it again. */
  readonly isAboutLink: boolean;
}

const AT_ONCE: readonly Problem["type"][] = ["storage-failing", "revoked", "relay-fork"];
/** Nothing on the Devices screen about these. */
const OF_THIS_DEVICE: readonly Problem["type"][] = [
  "no-passphrase",
  "os-keyring",
  "storage-damaged",
  "storage-failing",
];

export function troubles(model: Model, { problems }: ViewState): Troubles {
  const once = problems.filter(
    ({ type }, index) => problems.findIndex((other) => other.type === type) === index,
  );
  const toParts = (wanted: readonly Problem[]): readonly HealthPart[] =>
    wanted.map((problem) => ({ forms: formsOf(model, problem), tone: "bad" }));
  return {
    first: toParts(once.filter(({ type }) => AT_ONCE.includes(type))),
    later: toParts(once.filter(({ type }) => !AT_ONCE.includes(type))),
    hasMore: once.some(({ type }) => !OF_THIS_DEVICE.includes(type)),
    isAboutLink: once.some(({ type }) => type === "revoked"),
  };
}

function formsOf(model: Model, problem: Problem): readonly string[] {
  const { health, devices } = model.words.text;
  switch (problem.type) {
    case "no-passphrase":
      return health.noPassphrase;
    case "os-keyring":
      return health.osKeyring;
    case "storage-damaged":
      return health.damaged;
    case "storage-failing":
      return health.failing;
    case "revoked": {
      const name = problemName(model, problem);
      const date = shortTime(problem.at, model.now);
      return [devices.revokedFully(name, date), ...devices.problems.revoked(name)];
    }
    default:
      return devices.problems[problem.type](problemName(model, problem));
  }
}
