/**
 * One service of a 2FAS backup as an account, and back. Its group is a tag.
 *
 * Schema 1 has only a name and a secret; schema 2 doesn't say the type, which then is the one of the link that was
 * scanned. The name is the person's own: where the link's issuer is another, that is the issuer and the name goes to
 * the note. 2FAS has SHA-224 and SHA-384, too.
 */
import type { AccountType } from "../../protocol/account.ts";
import { formatBase32 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account, AccountDraft, Otp } from "../account.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import { fieldOf, isObject, textOf } from "./json.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import { readOwner } from "./uri-label.ts";
import { splitUri } from "./uri-parts.ts";
import { checkWritable, type Target } from "./writable.ts";

const TYPES: Readonly<Record<string, AccountType>> = { TOTP: "totp", HOTP: "hotp", STEAM: "steam" };
const LARGEST_COUNTER = 2 ** 31 - 1;
/** Others become 30 seconds and 6 digits on the iPhone, without a word. */
const IPHONE_PERIODS: readonly number[] = [10, 30, 60, 90];
const IPHONE_DIGITS: readonly number[] = [5, 6, 7, 8];

export function readService(service: unknown, groupNames: ReadonlyMap<string, string>): Entry {
  const otp = isObject(fieldOf(service, "otp")) ? fieldOf(service, "otp") : service;
  const link = splitUri(textOf(otp, "link") ?? "");
  const title = (textOf(service, "name") ?? "").trim();
  const name = accountOf(otp, link?.label).trim();
  const stated = (textOf(otp, "issuer") ?? "").trim();
  // An app's own empty issuer beside a name that repeats the account: there is none.
  const hasNone = textOf(otp, "issuer") === "" && title === name;
  const issuer = stated === "" && !hasNone ? title : stated;
  const isRenamed = stated !== "" && title !== "" && title.toLowerCase() !== stated.toLowerCase();
  const draft = readDraft(otp, link?.type, {
    secret: fieldOf(service, "secret"),
    issuer,
    name,
    note: isRenamed ? `name in 2FAS: ${title}` : null,
    tags: [groupNames.get(textOf(service, "groupId") ?? "") ?? ""],
  });
  return { issuer, name, draft };
}

function accountOf(otp: unknown, label: string | undefined): string {
  const account = textOf(otp, "account") ?? "";
  if (account !== "" || label === undefined) return account || (textOf(otp, "label") ?? "");
  return readOwner(label, textOf(otp, "issuer")).name || (textOf(otp, "label") ?? "");
}

type Rest = Pick<AccountDraft, "issuer" | "name" | "note" | "tags"> & { readonly secret: unknown };

function readDraft(
  otp: unknown,
  linkType: string | undefined,
  { secret, ...rest }: Rest,
): Result<AccountDraft, string> {
  const stated = fieldOf(otp, "tokenType");
  const typeName = isAbsent(stated) ? (linkType ?? "totp") : stated;
  const key = typeof typeName === "string" ? typeName.trim().toUpperCase() : "";
  const type = Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
  if (type === undefined) return err("the type of one-time password is not known");
  const read = readOtp({
    type,
    secret: parseSecret(secret),
    algorithm: fieldOf(otp, "algorithm"),
    digits: fieldOf(otp, "digits"),
    period: fieldOf(otp, "period"),
    counter: fieldOf(otp, "counter"),
  });
  return read.ok ? makeDraft({ ...read.value, ...rest }) : read;
}

const TARGET = {
  app: "2FAS",
  types: ["totp", "hotp", "steam"],
  algorithms: ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"],
} as const satisfies Target;

/** Fails with the reason why 2FAS can't hold it. */
export function checkService(account: Account): Result<Otp, string> {
  const otp = checkWritable(account, TARGET);
  const isTooFar = account.otp?.type === "hotp" && account.counter > LARGEST_COUNTER;
  return otp.ok && isTooFar ? err("2FAS has no counter so large") : otp;
}

/** What goes wrong on an iPhone; undefined where nothing does. */
export function iphoneTrouble({ otp }: Account): string | undefined {
  if (otp === null || otp.type === "steam") return undefined;
  if (!IPHONE_DIGITS.includes(otp.digits)) return `2FAS on the iPhone has no codes of ${otp.digits} digits`;
  if (otp.type === "hotp" || IPHONE_PERIODS.includes(otp.period)) return undefined;
  return `2FAS on the iPhone has no period of ${otp.period} seconds`;
}

export interface ServiceNaming {
  readonly position: number;
  readonly groupId: string | null;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** All keys are written: the apps' models have few optional ones. */
export function formatService(
  account: Account,
  { position, groupId, updatedAt }: ServiceNaming,
): Result<unknown, string> {
  const checked = checkService(account);
  if (!checked.ok) return checked;
  const { type, secret, algorithm, digits, period } = checked.value;
  const title = account.issuer || account.name;
  return ok({
    name: title,
    secret: formatBase32(secret),
    updatedAt,
    serviceTypeID: null,
    otp: {
      link: null,
      label: account.name,
      account: account.name,
      issuer: account.issuer,
      digits,
      period: type === "hotp" ? null : period,
      algorithm,
      counter: type === "hotp" ? account.counter : null,
      tokenType: type.toUpperCase(),
      source: "Manual",
    },
    order: { position },
    badge: null,
    icon: {
      selected: "Label",
      brand: null,
      label: { text: title.slice(0, 2).toUpperCase(), backgroundColor: "LightBlue" },
      iconCollection: { id: "a5b3fb65-4ec5-43e6-8ec1-49e24ca9e7ad" },
    },
    groupId,
  });
}
