/**
 * HOST:PORT, [IPV6]:PORT, :PORT, or one of the two alone → where a server listens; and back, as a URL. Pure.
 */
import { isIP, isIPv6 } from "node:net";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

export interface ListenAddress {
  /** "": every address of this machine. */
  readonly host: string;
  readonly port: number;
}

const MAX_PORT = 65_535;

export function parseListenAddress(text: string, defaults: ListenAddress): Result<ListenAddress, HoltError> {
  const refused = err({ type: "usage", reason: "bad-listen-address", value: text } as const);
  const parts = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]\s]*))(?::(\d{1,5}))?$/.exec(text);
  if (parts === null || text === "") return refused;
  const [, bracketed, name = "", digits] = parts;
  if (bracketed !== undefined && !isIPv6(bracketed)) return refused;
  const port = digits === undefined ? defaults.port : Number(digits);
  return port > MAX_PORT ? refused : ok({ host: bracketed ?? name, port });
}

export const formatListenUrl = (
  { host, port }: ListenAddress,
  { isTls }: { readonly isTls: boolean },
): string => `${isTls ? "wss" : "ws"}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
