/**
 * The join link: where the relay is, which key it has, and a secret that is good for one device (docs/SPEC.md [PA1]).
 *
 * `holt-join:1.` and base64url of CBOR [urls, relay key's fingerprint (20), secret (16)]. Whoever has it can ask to
 * be let in, once; being let in takes a yes on the device that made it.
 */
import { decode, encode } from "./codec.ts";
import { formatBase64, parseBase64 } from "./bytes.ts";
import { err, ok, type Result } from "./result.ts";
import { Secret } from "./secret.ts";
import { bytesOf, listOf, textOf } from "./shape.ts";

export interface JoinLink {
  /** Addresses of one relay (a LAN relay has several), to be tried in this order. */
  readonly urls: readonly string[];
  /** 20 bytes. */
  readonly relayFingerprint: Uint8Array;
  /** 16 bytes. */
  readonly secret: Secret;
}

export const JOIN_SECRET_BYTES = 16;
/** How long a link lives. */
export const JOIN_SECONDS = 600;
const PREFIX = "holt-join:";
const VERSION = "1.";
const FINGERPRINT_BYTES = 20;
const MOST_URLS = 16;

export function formatJoinLink({ urls, relayFingerprint, secret }: JoinLink): string {
  const bytes = encode([[...urls], relayFingerprint, secret.expose()]);
  const text = formatBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/u, "");
  bytes.fill(0);
  return `${PREFIX}${VERSION}${text}`;
}

/** Blanks and line breaks that a paste brings along are ignored. */
export function parseJoinLink(
  text: string,
): Result<JoinLink, { readonly type: "bad-join-link" | "link-version" }> {
  const bad = err({ type: "bad-join-link" } as const);
  const clean = text.replace(/\s/gu, "");
  if (!clean.startsWith(PREFIX)) return bad;
  const rest = clean.slice(PREFIX.length);
  if (!rest.startsWith(VERSION)) return /^\d+\./u.test(rest) ? err({ type: "link-version" }) : bad;
  const bytes = parseBase64(rest.slice(VERSION.length));
  const decoded = bytes === undefined ? undefined : decode(bytes, "join link");
  const parts = decoded?.ok ? listOf(decoded.value) : undefined;
  const urls = listOf(parts?.[0])?.map(textOf);
  const relayFingerprint = bytesOf(parts?.[1], FINGERPRINT_BYTES);
  const secret = bytesOf(parts?.[2], JOIN_SECRET_BYTES);
  if (parts?.length !== 3 || urls === undefined || relayFingerprint === undefined || secret === undefined)
    return bad;
  if (urls.length === 0 || urls.length > MOST_URLS) return bad;
  if (!urls.every((url) => url !== undefined && /^wss?:\/\/[^\s#?]+$/u.test(url))) return bad;
  return ok({ urls: urls as readonly string[], relayFingerprint, secret: new Secret(secret) });
}
