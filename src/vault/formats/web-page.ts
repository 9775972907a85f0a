/**
 * Exports that are made to be looked at (Ente, Raivo, Stratum as HTML): key URIs in the text of a page, and QR codes as
 * pictures inside it. Nothing that the page points to is fetched.
 *
 * A page that shows both says everything twice: pictures are read only where there are more of them than URIs.
 */
import { parseBase64 } from "../../protocol/bytes.ts";
import type { QrReader } from "../qr.ts";

export const isWebPage = (text: string): boolean => /^\s*(<!doctype html|<html)\b/i.test(text);

const URI = /\b(?:otpauth(?:-migration)?|motp|steam):\/\/[^"'<>\r\n]+/gi;
const PICTURE = /data:image\/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]+)/gi;
/** Five times what anyone has on a page; each takes some milliseconds. */
const MOST_PICTURES = 5000;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  quot: '"',
  apos: "'",
  lt: "<",
  gt: ">",
  "#39": "'",
};

export interface PageContent {
  /** Each once, in the page's order. */
  readonly texts: readonly string[];
  /** Pictures in which nothing was found. */
  readonly unread: number;
}

export async function readWebPage(page: string, readQr: QrReader): Promise<PageContent> {
  const uris = Array.from(page.matchAll(URI), ([uri]) => unescape(uri).trim());
  const pictures = Array.from(page.matchAll(PICTURE), ([, data = ""]) => data).slice(0, MOST_PICTURES);
  if (uris.length >= pictures.length) return { texts: [...new Set(uris)], unread: 0 };
  const found: string[] = [];
  let unread = 0;
  for (const data of pictures) {
    const bytes = parseBase64(data.replace(/\s/g, ""));
    const texts = bytes === undefined ? undefined : await readQr(bytes);
    if (texts?.ok === true) found.push(...texts.value);
    else unread++;
  }
  return { texts: [...new Set([...uris, ...found])], unread };
}

const unescape = (text: string): string =>
  text.replace(/&(#39|[a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
