/**
 * The few requests of man(7) that a page of ours is made of. Pure: text in, lines of roff out.
 */

/** As it stands, whatever is in it: no letter of it is a request or an escape. ASCII alone, since old readers know no more. */
export const plain = (text: string): string =>
  ascii(text)
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll('"', "\\(dq")
    .replace(/^(?=[.'])/u, "\\&");

const ascii = (text: string): string =>
  text
    .replaceAll("…", "...")
    .replaceAll("✓", "ok")
    .replace(/[^ -~]/gu, "?");

export const bold = (text: string): string => `\\fB${plain(text)}\\fR`;
const italic = (text: string): string => `\\fI${plain(text)}\\fR`;

/** Whatever is a word of capitals is a place for something else. */
export const withPlaces = (text: string): string =>
  text
    .split(/(\b[A-Z][A-Z-]+\b)/u)
    .map((part, index) => (index % 2 === 1 ? italic(part) : plainInside(part)))
    .join("");

/** In the middle of a line a dot is a dot. */
const plainInside = (text: string): string => plain(text).replace(/^\\&/u, "");

export const title = (name: string, section: number, version: string): string =>
  `.TH "${plain(name.toUpperCase())}" "${section}" "" "holt ${version}" "holt manual"`;
export const section = (name: string): string => `.SH ${name}`;
export const paragraph = (...lines: readonly string[]): readonly string[] => [".PP", ...lines];
/** A term, already roff, and what it means. */
export const item = (term: string, ...meaning: readonly string[]): readonly string[] => [
  ".TP",
  term,
  ...meaning,
];
/** As typed. */
export const example = (...lines: readonly string[]): readonly string[] => [
  ".RS 4",
  ".nf",
  ...lines.map(plain),
  ".fi",
  ".RE",
];
