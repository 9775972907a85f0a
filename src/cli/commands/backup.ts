/**
 * `holt backup`: turns the backup on, proves it, changes the ways in, brings accounts back, turns it off.
 *
 * Here the line is taken apart; what each action does lies in ../backup, loaded when it is called.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { CONFIRM_OPTIONS } from "../backup/confirm-options.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";

export const spec = {
  arguments: ["ACTION", "[ID|CHANGE]", "[QUERY|KIND]"],
  actions: ["enable", "status", "verify", "recovery", "history", "restore", "kit", "disable"],
  options: {
    relay: value("RELAY-URL"),
    handle: value("NAME"),
    "words-out": value("FILE"),
    "words-file": value("FILE"),
    "recovery-passphrase-file": value("FILE"),
    "recovery-passphrase-out": value("FILE"),
    "no-recovery-passphrase": FLAG,
    kit: value("FILE"),
    out: value("FILE"),
    "token-file": value("FILE"),
    "dry-run": FLAG,
    "keep-sync": FLAG,
    "stop-sync": FLAG,
    confirm: value("HANDLE"),
    ...CONFIRM_OPTIONS,
    wait: value("SECONDS"),
    yes: FLAG,
  },
  examples: [
    "holt backup enable",
    "holt backup enable --relay wss://relay.example.org --words-out words.txt --no-recovery-passphrase --yes",
    "holt backup status",
    "holt backup verify",
    "holt backup verify --words-file words.txt",
    "holt backup recovery replace words",
    "holt backup history",
    "holt backup restore 42 github --dry-run",
    "holt backup kit --out kit.html",
    "holt backup disable --wait 300",
  ],
} as const satisfies CommandSpec;

type Options = Input<typeof spec>["options"];
type Action = (typeof spec.actions)[number];
type Option = keyof Options;

const CONFIRM = ["confirm-words-file", "confirm-passphrase-file", "wait"] as const;
const NEW_WAY = [
  "handle",
  "words-out",
  "recovery-passphrase-file",
  "recovery-passphrase-out",
  "no-recovery-passphrase",
] as const;

/** What else would be ignored, and whoever wrote it would believe it counted. */
const TAKES: Readonly<Record<Action, readonly Option[]>> = {
  enable: [...NEW_WAY, ...CONFIRM, "relay", "kit", "token-file"],
  status: [],
  verify: ["words-file", "recovery-passphrase-file"],
  recovery: [...NEW_WAY, ...CONFIRM],
  history: [],
  restore: ["dry-run"],
  kit: ["out", "words-file"],
  disable: [...CONFIRM, "keep-sync", "stop-sync", "confirm"],
};

/** How many words may follow the action, and which must. */
const WORDS: Readonly<Record<Action, { readonly most: number; readonly needed?: string }>> = {
  enable: { most: 0 },
  status: { most: 0 },
  verify: { most: 0 },
  recovery: { most: 2 },
  history: { most: 0 },
  restore: { most: 2, needed: "ID" },
  kit: { most: 0 },
  disable: { most: 0 },
};

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [name, ...rest] = words;
  const action = spec.actions.find((one) => one === name) ?? "status";
  const fits = checkLine({ action, rest, options });
  if (!fits.ok) return fits;
  switch (action) {
    case "enable":
      return (await import("../backup/enable.ts")).enableBackup(options, context);
    case "verify":
      return (await import("../backup/verify.ts")).verifyBackup(options, context);
    case "recovery":
      return (await import("../backup/recovery.ts")).changeRecovery(rest, options, context);
    case "history":
      return (await import("../backup/history.ts")).showHistory(context);
    case "restore": {
      const { restorePoint } = await import("../backup/history.ts");
      const [id = "", query] = rest;
      return restorePoint({ id, query, isDryRun: options["dry-run"], isYes: options.yes }, context);
    }
    case "kit":
      return (await import("../backup/kit.ts")).makeKit(options, context);
    case "disable":
      return (await import("../backup/disable.ts")).disableBackup(options, context);
    default:
      return (await import("../backup/status.ts")).showStatus(context);
  }
}

interface Line {
  readonly action: Action;
  readonly rest: readonly string[];
  readonly options: Options;
}

function checkLine({ action, rest, options }: Line): Result<undefined, HoltError> {
  const { most, needed } = WORDS[action];
  if (needed !== undefined && rest.length === 0) {
    return err({ type: "usage", reason: "missing-argument", value: needed });
  }
  const extra = rest[most];
  if (extra !== undefined) return err({ type: "usage", reason: "too-many-arguments", value: extra });
  // --yes answers where there is something to answer.
  const names = (Object.keys(spec.options) as Option[]).filter((name) => name !== "yes");
  const odd = names.find(
    (name) => options[name] !== undefined && options[name] !== false && !TAKES[action].includes(name),
  );
  if (odd === undefined) return ok(undefined);
  return err({ type: "usage", reason: "options-conflict", value: `${action} --${odd}` });
}
