/**
 * An item of a password manager that may hold a one-time password: a key URI, `steam://SECRET`, or the bare base32
 * secret. What the URI doesn't say comes from the item: its title is the issuer, its user name the account.
 */
import { ok, type Result } from "../../protocol/result.ts";
import { OTP_DEFAULTS, type AccountDraft } from "../account.ts";
import { makeDraft } from "./draft.ts";
import { noteOf, type Entry } from "./entries.ts";
import { parseOtpUri } from "./otp-uri.ts";
import { parseSecret } from "./parameters.ts";
import { readOwner } from "./uri-label.ts";
import { isOtpUri, splitUri } from "./uri-parts.ts";

export interface LoginItem {
  readonly title: string;
  readonly username: string;
  /** As the item has it; not empty. */
  readonly totp: string;
  readonly note: string;
  readonly tags: readonly string[];
  readonly pinned: boolean;
  readonly trashedAt?: number | null;
}

/** `now`: epoch seconds. */
export function readLoginItem(item: LoginItem, now: number): Entry {
  const title = item.title.trim();
  const username = item.username.trim();
  const read = readTotp(item.totp.trim(), { title, username, now });
  if (!read.ok) return { issuer: title, name: username, draft: read };
  const { draft, notices } = read.value;
  const note = [noteOf(item.note), draft.note].filter((text) => text !== null).join("\n");
  const filled: AccountDraft = {
    ...draft,
    // A title that repeats the account names no issuer.
    issuer: draft.issuer || (title === draft.name ? "" : title),
    name: draft.name || username,
    note: noteOf(note),
    tags: [...new Set([...item.tags, ...draft.tags])].filter((tag) => tag !== ""),
    pinned: item.pinned || draft.pinned,
    trashedAt: item.trashedAt ?? draft.trashedAt,
  };
  return { issuer: filled.issuer, name: filled.name, draft: ok(filled), notices };
}

interface Owner {
  readonly title: string;
  readonly username: string;
  readonly now: number;
}
interface ReadTotp {
  readonly draft: AccountDraft;
  readonly notices: readonly string[];
}

function readTotp(totp: string, { title, username, now }: Owner): Result<ReadTotp, string> {
  if (!isOtpUri(totp)) {
    const secret = parseSecret(totp);
    if (!secret.ok) return secret;
    const otp = { type: "totp", secret: secret.value, ...OTP_DEFAULTS.totp } as const;
    const draft = makeDraft({ otp, issuer: title, name: username });
    return draft.ok ? ok({ draft: draft.value, notices: [] }) : draft;
  }
  const uri = parseOtpUri(nameUri(totp, title || username), now);
  if (!uri.ok) return { ok: false, error: uri.error.reason };
  // `steam://` says only the secret.
  const isBare = /^steam:/i.test(totp);
  const draft = isBare ? { ...uri.value.draft, issuer: title, name: username } : uri.value.draft;
  return ok({ draft, notices: uri.value.notices });
}

/** Bitwarden Authenticator and others write URIs that name nobody. */
function nameUri(uri: string, title: string): string {
  const parts = splitUri(uri);
  if (parts?.scheme !== "otpauth") return uri;
  const { issuer, name } = readOwner(parts.label, parts.parameters.get("issuer"));
  if (issuer !== "" || name !== "") return uri;
  const parameters = new Map([...parts.parameters, ["issuer", encodeURIComponent(title.toWellFormed())]]);
  const query = Array.from(parameters, ([key, value]) => `${key}=${value}`).join("&");
  return `otpauth://${parts.type}/?${query}`;
}
