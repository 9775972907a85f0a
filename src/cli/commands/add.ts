/** `holt add`: one account, from a URI, from its parts, or from a picture of a QR code. Prints its id. */
import type { HoltError } from "../../protocol/errors.ts";
import type { AccountLabel } from "../../protocol/account.ts";
import type { NewAccount } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { accountToJson } from "../account-json.ts";
import { readAccountFields, type AccountOptions } from "../account-options.ts";
import {
  ask,
  type CommandSpec,
  type Context,
  FLAG,
  type Input,
  type Outcome,
  value,
  values,
} from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { addFromQr } from "../qr-input.ts";
import { checkOneStdin, readSecretFile } from "../secret-input.ts";

export const spec = {
  arguments: ["[URI|-]"],
  options: {
    type: value("TYPE"),
    issuer: value("ISSUER"),
    name: value("NAME"),
    "secret-file": value("FILE"),
    digits: value("N"),
    period: value("SECONDS"),
    algorithm: value("NAME"),
    counter: value("N"),
    "pin-file": value("FILE"),
    "note-file": value("FILE"),
    "recovery-codes-file": value("FILE"),
    tag: values("TAG"),
    pin: FLAG,
    qr: value("IMAGE|screen|clipboard"),
  },
  examples: [
    "holt add -                         # reads the URI from stdin",
    "holt add --qr screenshot.png",
    "holt add --qr screen               # every code that can be seen on it",
    "holt add --type totp --issuer GitHub --name sven --secret-file secret.txt",
  ],
} as const satisfies CommandSpec;

export async function run(input: Input<typeof spec>, context: Context): Promise<Outcome> {
  const { options } = input;
  const [uri] = input.arguments;
  const files = [
    uri,
    options["secret-file"],
    options["pin-file"],
    options["note-file"],
    options["recovery-codes-file"],
    options.qr,
  ];
  const stdin = checkOneStdin(...files);
  if (!stdin.ok) return stdin;
  const added = await addAccounts(uri, options, context);
  if (!added.ok) return added;
  const [first] = added.value;
  if (context.isJson) {
    context.printJson(
      added.value.length === 1 && first ? accountToJson(first) : added.value.map(accountToJson),
    );
  } else for (const { id } of added.value) context.print(id);
  return ok(EXIT.done);
}

/** What a URI says by itself. An issuer or a name beside one takes the place of its own. */
const PARTS = ["type", "secret-file", "digits", "period", "algorithm", "counter", "pin-file"] as const;

type Added = Promise<Result<readonly AccountLabel[], HoltError>>;

async function addAccounts(
  uri: string | undefined,
  options: Input<typeof spec>["options"],
  context: Context,
): Added {
  const part = PARTS.find((name) => options[name] !== undefined);
  const ways = [
    ...(uri === undefined ? [] : ["URI"]),
    ...(options.qr === undefined ? [] : ["--qr"]),
    ...(part === undefined ? [] : [`--${part}`]),
  ];
  if (ways.length > 1) return err({ type: "usage", reason: "options-conflict", value: ways.join(" ") });
  const isNamed = options.issuer !== undefined || options.name !== undefined;
  if (part !== undefined || (isNamed && ways.length === 0)) return addFromParts(options, context);
  const fields = await readAccountFields(context, options);
  if (!fields.ok) return fields;
  const { addTags = [], otp: _otp, counter: _counter, ...others } = fields.value;
  const added =
    options.qr === undefined
      ? await addFromUri(uri, addTags, context)
      : await addFromQr(options.qr, addTags, context);
  if (!added.ok || Object.keys(others).length === 0) return added;
  const changed: AccountLabel[] = [];
  for (const { id } of added.value) {
    const edited = await ask(context, "accounts.edit", { query: id, changes: others });
    if (!edited.ok) return edited;
    changed.push(edited.value.account);
  }
  return ok(changed);
}

async function addFromUri(uri: string | undefined, tags: readonly string[], context: Context): Added {
  const { cli } = await context.words();
  const text =
    uri === undefined
      ? await context.terminal.readSecret(cli.askUri, "uri")
      : uri === "-"
        ? await readSecretFile(context, "-")
        : ok(uri);
  if (!text.ok) return text;
  const added = await ask(context, "accounts.addUri", { uri: text.value.trim(), tags });
  if (!added.ok) return added;
  if (added.value.duplicate) context.say(cli.isDuplicate);
  return ok([added.value.account]);
}

async function addFromParts(
  options: AccountOptions & { readonly type?: string | undefined },
  context: Context,
): Added {
  const fields = await readAccountFields(context, options);
  if (!fields.ok) return fields;
  const type = fields.value.otp?.type ?? "totp";
  let secret = fields.value.otp?.secret;
  if (secret === undefined) {
    const { cli } = await context.words();
    const typed = await context.terminal.readSecret(cli.askSecret, "secret");
    if (!typed.ok) return typed;
    secret = typed.value;
  }
  const account: NewAccount = { ...fields.value, otp: { ...fields.value.otp, type, secret } };
  const added = await ask(context, "accounts.add", account);
  return added.ok ? ok([added.value.account]) : added;
}
