/**
 * Takes a key URI apart: type, label and parameters, all still encoded. Written by hand because the URL classes cut
 * such URIs at a raw "#", lower-case the secret of `steam://SECRET` and throw at "%ZZ".
 *
 * Knows nothing of what the parameters mean. Source: Google's key-uri format, draft-andesco-otpauth-uri-00, and what
 * apps write instead.
 */
export interface UriParts {
  /** Lower case: otpauth (apple-otpauth too), motp, steam. */
  readonly scheme: string;
  /** Lower case: totp, hotp …; empty where the scheme has none. */
  readonly type: string;
  readonly label: string;
  /** Keys in lower case, the first of each; values as written. */
  readonly parameters: ReadonlyMap<string, string>;
  /** A second, different value was given for the secret. */
  readonly hasTwoSecrets: boolean;
}

/** A URI is text for a QR code (at most 4 KB), or has a small picture in it. */
const LONGEST_URI = 256 * 1024;
/** A "?" may stand in a label or in a value; more than these is no honest URI. */
const MOST_QUERY_MARKS = 16;

export const isOtpUri = (line: string): boolean =>
  /^\s*(?:apple-otpauth|otpauth|motp|steam):\/\//i.test(line);

export function splitUri(uri: string): UriParts | undefined {
  const text = uri.trim();
  const match = /^(?:apple-)?(otpauth|motp|steam):\/\//i.exec(text);
  if (match === null || text.length > LONGEST_URI) return undefined;
  const scheme = (match[1] ?? "").toLowerCase();
  const rest = text.slice(match[0].length);
  if (scheme !== "otpauth") return { scheme, type: "", ...splitQuery(rest) };
  const type = /^[^/?]*/.exec(rest)?.[0] ?? "";
  return { scheme, type: type.toLowerCase(), ...splitQuery(rest.slice(type.length).replace(/^\//, "")) };
}

function splitQuery(rest: string): Pick<UriParts, "label" | "parameters" | "hasTwoSecrets"> {
  const mark = queryMark(rest);
  const parameters = new Map<string, string>();
  let hasTwoSecrets = false;
  for (const part of mark < 0 ? [] : rest.slice(mark + 1).split("&")) {
    const equals = part.indexOf("=");
    const key = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? "" : part.slice(equals + 1);
    const first = parameters.get(key);
    if (first === undefined) parameters.set(key, value);
    else if (key === "secret" && first.toUpperCase() !== value.toUpperCase()) hasTwoSecrets = true;
  }
  return { label: mark < 0 ? rest : rest.slice(0, mark), parameters, hasTwoSecrets };
}

/** The last "?" that the secret follows; else the last that any parameter follows. */
function queryMark(rest: string): number {
  let fallback = -1;
  let mark = rest.lastIndexOf("?");
  for (let tried = 0; mark >= 0 && tried < MOST_QUERY_MARKS; tried++) {
    const query = rest.slice(mark + 1);
    if (/(?:^|&)\s*secret=/i.test(query)) return mark;
    if (fallback < 0 && /^[^&=]+=/.test(query)) fallback = mark;
    mark = mark === 0 ? -1 : rest.lastIndexOf("?", mark - 1);
  }
  return fallback;
}

/** Escapes that are none, or that are not UTF-8, stay as they are. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** A query value: "+" is a space. Not for labels ("user+tag@…") and not for secrets. */
export const decodeValue = (text: string): string => decodePercent(text.replaceAll("+", " "));
