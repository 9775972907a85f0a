/**
 * Reads one key URI (otpauth://, apple-otpauth://, motp://, steam://, otpauth://steam, otpauth://yaotp,
 * otpauth://motp) into an account draft.
 *
 * Decided once: a `totp` whose issuer (or whole label) is "Steam" and which asks for no number of digits, or for 5, is
 * a Steam token, and so is one with `encoder=steam` or a bare `steam`. `digits` on a Steam token is ignored: it is 5.
 * A URI that names neither issuer nor account is refused; a bare `steam://SECRET` belongs to "Steam".
 * Nothing is fetched: `image=` and `icon=` are ignored.
 */
import type { AccountType } from "../../protocol/account.ts";
import { bytesToUtf8, parseBase32, parseBase64, parseHex } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OTP_DEFAULTS, type AccountDraft } from "../account.ts";
import { readCodeDisplay } from "./code-display.ts";
import { makeDraft } from "./draft.ts";
import { parseJson, textOf } from "./json.ts";
import { isAbsent, parseAlgorithm, parseSecret, parseWhole } from "./parameters.ts";
import { accountPlace } from "./place.ts";
import { readOwner, type Owner } from "./uri-label.ts";
import { decodePercent, decodeValue, splitUri, type UriParts } from "./uri-parts.ts";

export interface ReadUri {
  readonly draft: AccountDraft;
  readonly notices: readonly string[];
}
export interface UriProblem {
  readonly reason: string;
  /** The account's name, as far as it could be read; empty where it couldn't. */
  readonly account: string;
}

const TYPES: Readonly<Record<string, AccountType>> = {
  totp: "totp",
  hotp: "hotp",
  steam: "steam",
  yaotp: "yandex",
  motp: "motp",
};
const STEAM_SECRET_BYTES = 20;

/** `now` (epoch seconds) is when an account that comes in its app's trash went there. */
export function parseOtpUri(uri: string, now: number): Result<ReadUri, UriProblem> {
  const parts = splitUri(uri);
  if (parts === undefined) return err({ reason: "is not a one-time password URI", account: "" });
  if (parts.scheme === "steam") return readSteamScheme(parts.label);
  const statedType = parts.scheme === "motp" ? "motp" : typeOf(parts.type);
  if (statedType === undefined)
    return err({ reason: "the type of one-time password is not known", account: "" });

  const unglued = unglue(parts.parameters);
  const found = readOwner(parts.label, unglued.get("issuer"));
  const type = isSteamToken(statedType, found, unglued) ? "steam" : statedType;
  const owner = settleOwner(type, found);
  const draft = readDraft({ type, owner, parameters: unglued, now });
  // A damaged URI may have its secret where the label should end.
  const isNamed = owner.issuer + owner.name !== "" && !/secret/i.test(parts.label);
  const account = isNamed ? accountPlace(owner.issuer, owner.name) : "";
  if (!draft.ok) return err({ reason: draft.error, account });
  if (owner.issuer + owner.name === "")
    return err({ reason: "names neither an issuer nor an account", account });
  const notices = parts.hasTwoSecrets
    ? [`${account || "a URI"}: two secrets are given, the first one was taken`]
    : [];
  return ok({ draft: draft.value, notices });
}

const typeOf = (text: string): AccountType | undefined =>
  Object.hasOwn(TYPES, text) ? TYPES[text] : undefined;

/** Bitwarden and Proton: the host is the secret. */
function readSteamScheme(label: string): Result<ReadUri, UriProblem> {
  const secret = readSteamSecret(decodePercent(label.replace(/(?:[?#].*|\/)$/s, "")));
  if (!secret.ok) return err({ reason: secret.error, account: "Steam" });
  const otp = { type: "steam", secret: secret.value, ...OTP_DEFAULTS.steam } as const;
  const draft = makeDraft({ otp, issuer: "Steam", name: "" });
  return draft.ok ? ok({ draft: draft.value, notices: [] }) : err({ reason: draft.error, account: "Steam" });
}

type Parameters = UriParts["parameters"];

/** Ente once wrote `issuer=Kickperiod=30`. */
function unglue(parameters: Parameters): Parameters {
  const glued = /^(.*?)period=(\d*)$/is.exec(parameters.get("issuer") ?? "");
  if (glued === null) return parameters;
  const period = parameters.get("period") ?? glued[2] ?? "";
  return new Map([...parameters, ["issuer", glued[1] ?? ""], ["period", period]]);
}

function isSteamToken(type: AccountType, owner: Owner, parameters: Parameters): boolean {
  if (type !== "totp") return type === "steam";
  if (decodeValue(parameters.get("encoder") ?? "").toLowerCase() === "steam") return true;
  if (parameters.has("steam") || winAuthSecret(parameters) !== undefined) return true;
  const digits = parameters.get("digits");
  return isSteam(owner.isLone ? owner.name : owner.issuer) && (isAbsent(digits) || digits.trim() === "5");
}

/** The owner alone makes a 5-digit TOTP a Steam token. */
export const isSteam = (text: string): boolean => text.toLowerCase() === "steam";

function settleOwner(type: AccountType, owner: Owner): Owner {
  if (!owner.isLone) return owner;
  if (type === "steam" && isSteam(owner.name)) return { ...owner, issuer: owner.name, name: "" };
  return type === "yandex" ? { ...owner, issuer: "Yandex" } : owner;
}

interface DraftInput {
  readonly type: AccountType;
  readonly owner: Owner;
  readonly parameters: Parameters;
  readonly now: number;
}

function readDraft({ type, owner, parameters, now }: DraftInput): Result<AccountDraft, string> {
  const value = (key: string): string | undefined => {
    const raw = parameters.get(key);
    return raw === undefined ? undefined : decodeValue(raw);
  };
  const defaults = OTP_DEFAULTS[type];
  const secret = readSecret(type, parameters);
  if (!secret.ok) return secret;
  const algorithm = parseAlgorithm(value("algorithm"), defaults.algorithm);
  if (!algorithm.ok) return algorithm;
  const digits =
    type === "steam" ? ok(defaults.digits) : parseWhole(value("digits"), defaults.digits, "digits");
  if (!digits.ok) return digits;
  // A counter on a TOTP and a period on an HOTP are ignored.
  const period = type === "hotp" ? ok(0) : parseWhole(value("period"), defaults.period, "the period");
  if (!period.ok) return period;
  const counter = type === "hotp" ? parseWhole(value("counter"), 0, "the counter") : ok(0);
  if (!counter.ok) return counter;
  const pin = readPin(value("pin"), value("pin_length"));
  if (!pin.ok) return pin;
  const display = value("codedisplay");
  const shown = display === undefined ? {} : readCodeDisplay(display, now);
  const otherIssuer = owner.otherIssuer === null ? null : `issuer in the label: ${owner.otherIssuer}`;
  const note = [shown.note ?? null, otherIssuer].filter((line) => line !== null).join("\n");
  return makeDraft({
    ...shown,
    otp: {
      type,
      secret: secret.value,
      algorithm: algorithm.value,
      digits: digits.value,
      period: period.value,
      pin: pin.value,
    },
    counter: counter.value,
    issuer: owner.issuer,
    name: owner.name,
    note: note === "" ? null : note,
  });
}

function readSecret(type: AccountType, parameters: Parameters): Result<Uint8Array, string> {
  const text = decodePercent(parameters.get("secret") ?? "");
  if (type === "steam") {
    const fromWinAuth = winAuthSecret(parameters);
    return fromWinAuth === undefined ? readSteamSecret(text) : ok(fromWinAuth);
  }
  if (type !== "motp" || isAbsent(text)) return parseSecret(text);
  const secret = parseHex(text.trim());
  return secret === undefined || secret.length === 0 ? err("the secret is not hexadecimal") : ok(secret);
}

/** Base32; else what Steam itself writes: 20 bytes in base64. */
function readSteamSecret(text: string): Result<Uint8Array, string> {
  const secret = parseSecret(text);
  if (secret.ok) return secret;
  const bytes = parseBase64(text.trim());
  return bytes?.length === STEAM_SECRET_BYTES ? ok(bytes) : secret;
}

/** WinAuth: the secret of the URI may be bogus, the one in `data` is Steam's. */
function winAuthSecret(parameters: Parameters): Uint8Array | undefined {
  const data = parameters.get("data");
  if (data === undefined) return undefined;
  const json = parseJson(decodePercent(data));
  const secret = json.ok ? textOf(json.value, "shared_secret") : undefined;
  const bytes = secret === undefined ? undefined : parseBase64(secret.trim());
  return bytes?.length === STEAM_SECRET_BYTES ? bytes : undefined;
}

/** `pin` is base32 of its text; `pin_length` tells only that there is one. */
function readPin(pin: string | undefined, pinLength: string | undefined): Result<string | null, string> {
  const length = parseWhole(pinLength, 0, "the length of the PIN");
  if (!length.ok) return length;
  if (isAbsent(pin)) return ok(null);
  const bytes = parseBase32(pin);
  const text = bytes === undefined ? undefined : bytesToUtf8(bytes);
  return text === undefined ? err("the PIN can't be read") : ok(text);
}
