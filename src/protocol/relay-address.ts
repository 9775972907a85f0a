/**
 * A relay's address as people type it → one URL (docs/SPEC.md [AD1]–[AD3]). Pure text, no look-up.
 *
 * `host:port`, `host`, ws://, wss://, http://, https://; a fingerprint may follow after "#". Without a scheme a name
 * or address of this machine or of a private network means ws://, any other wss://.
 */
import { parseFingerprint } from "./handshake.ts";
import { err, ok, type Result } from "./result.ts";

export interface RelayAddress {
  /** ws:// or wss://, host, port unless it is the scheme's own, path unless it is "/". */
  readonly url: string;
  /** 20 bytes; undefined where none was given. */
  readonly fingerprint: Uint8Array | undefined;
}

export interface BadAddress {
  readonly type: "bad-relay-address" | "bad-fingerprint";
}

export const DEFAULT_RELAY_PORT = 8650;
const SCHEMES: Readonly<Record<string, string>> = { ws: "ws", wss: "wss", http: "ws", https: "wss" };
const LONGEST = 512;

export function parseRelayAddress(text: string): Result<RelayAddress, BadAddress> {
  const trimmed = text.trim();
  const hash = trimmed.indexOf("#");
  const address = hash < 0 ? trimmed : trimmed.slice(0, hash);
  const typed = hash < 0 ? "" : trimmed.slice(hash + 1);
  const fingerprint = typed === "" ? undefined : parseFingerprint(typed);
  if (typed !== "" && fingerprint === undefined) return err({ type: "bad-fingerprint" });
  const url = toUrl(address);
  return url === undefined ? err({ type: "bad-relay-address" }) : ok({ url, fingerprint });
}

function toUrl(address: string): string | undefined {
  const [, scheme = "", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/isu.exec(address) ?? [];
  const known = scheme === "" ? undefined : SCHEMES[scheme.toLowerCase()];
  if (rest === "" || address.length > LONGEST || (scheme !== "" && known === undefined)) return undefined;
  const parsed = parse(`http://${bracket(rest)}`);
  if (parsed === undefined || parsed.hostname === "" || parsed.search !== "") return undefined;
  if (parsed.username !== "" || parsed.password !== "") return undefined;
  const isBare = scheme === "";
  const kind = known ?? (isPrivateHost(parsed.hostname) ? "ws" : "wss");
  const hasPort = /:\d+(?:\/|$)/u.test(bracket(rest));
  // A relay at home is reached at its own port; one on the net stands behind a proxy at the usual one.
  const port = parsed.port !== "" ? parsed.port : hasPort ? "80" : isBare && kind === "ws" ? "8650" : "";
  const usual = kind === "ws" ? "80" : "443";
  const path = parsed.pathname === "/" ? "" : parsed.pathname;
  return `${kind}://${parsed.hostname}${port === "" || port === usual ? "" : `:${port}`}${path}`;
}

/** A bare IPv6 address is written without brackets, too. */
const bracket = (rest: string): string =>
  /^[0-9a-f:]+$/iu.test(rest) && rest.split(":").length > 2 ? `[${rest}]` : rest;

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Loopback, private and link-local addresses, and names that no public server has. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/gu, "").toLowerCase();
  if (host === "localhost" || host.endsWith(".localhost") || host.endsWith(".local")) return true;
  if (host === "::1" || /^f[cd][0-9a-f]{2}:/u.test(host) || /^fe[89ab][0-9a-f]:/u.test(host)) return true;
  const parts = host.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    return !host.includes(".") && !host.includes(":");
  }
  const [a = 0, b = 0] = parts;
  return (
    a === 127 ||
    a === 10 ||
    (a === 192 && b === 168) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 169 && b === 254)
  );
}
