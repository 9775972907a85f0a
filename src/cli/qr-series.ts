/**
 * Where a series of QR codes goes: pictures in a folder, a page to print, or the terminal, one code after the other.
 *
 * The codes come from the daemon as texts, and are drawn here. Pictures are numbered; no account's name is in a file's.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../client/printable.ts";
import { utf8ToBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { ExportResult } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";
import type { CodeToShow } from "./qr-page.ts";
import { toStorageError, writePrivateFile } from "./write-file.ts";

const SERIES_MANNERS = ["png", "html", "terminal"] as const;
type Manner = (typeof SERIES_MANNERS)[number];

export interface SeriesTarget {
  readonly manner: Manner;
  /** A folder for pictures, a file or "-" for a page, "-" for the terminal. */
  readonly target: string;
  readonly isForced: boolean;
}
/** The files that were written. */
type Written = Result<readonly string[], HoltError>;

export const isManner = (text: string): text is Manner => SERIES_MANNERS.some((manner) => manner === text);

/** What can be said before the daemon is asked. */
export function checkSeriesTarget({ manner, target }: SeriesTarget): Result<undefined, HoltError> {
  const isFit = manner === "html" || (target === "-") === (manner === "terminal");
  return isFit
    ? ok(undefined)
    : err({ type: "usage", reason: "options-conflict", value: `--qr ${manner} ${target}` });
}

export async function showSeries(
  { format, codes = [] }: ExportResult,
  place: SeriesTarget,
  context: Context,
): Promise<Written> {
  if (place.manner === "png") return writePictures(format, codes, place);
  const { qrModules } = await import("../client/qr-modules.ts");
  const drawn = codes.map(({ text, accounts }) => ({ modules: qrModules(text) ?? [], accounts }));
  return place.manner === "html" ? writePage(drawn, place, context) : showEach(drawn, context);
}

async function writePictures(
  format: string,
  codes: NonNullable<ExportResult["codes"]>,
  { target, isForced }: SeriesTarget,
): Promise<Written> {
  const { qrPng } = await import("../client/qr-modules.ts");
  try {
    mkdirSync(target, { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(toStorageError(error, target));
  }
  const paths: string[] = [];
  const width = String(codes.length).length;
  for (const [index, { text }] of codes.entries()) {
    const number = String(index + 1).padStart(width, "0");
    const path = join(target, `${format}-${number}-of-${codes.length}.png`);
    const bytes = await qrPng(text);
    if (bytes === null) return err({ type: "internal", detail: "a text is too long for a QR code" });
    const written = writePrivateFile({ path, bytes, isForced });
    if (!written.ok) return written;
    paths.push(path);
  }
  return ok(paths);
}

async function writePage(
  codes: readonly CodeToShow[],
  { target, isForced }: SeriesTarget,
  context: Context,
): Promise<Written> {
  const { makeQrPage } = await import("./qr-page.ts");
  const page = makeQrPage(codes, await context.words());
  if (target === "-") {
    context.printBytes(utf8ToBytes(page));
    return ok([]);
  }
  const written = writePrivateFile({ path: target, bytes: utf8ToBytes(page), isForced });
  return written.ok ? ok([target]) : written;
}

/** Enter shows the next one; where nobody can press it they follow each other. */
async function showEach(codes: readonly CodeToShow[], context: Context): Promise<Written> {
  const { renderQr } = await import("./qr-text.ts");
  const { cli } = await context.words();
  for (const [index, { modules, accounts }] of codes.entries()) {
    for (const line of renderQr(modules, context.hasColor)) context.print(line);
    context.print(cli.codeOfSeries(index + 1, codes.length));
    for (const account of accounts) context.print(`  ${printable(account)}`);
    if (index + 1 === codes.length || !context.terminal.isThere()) continue;
    const pressed = await context.terminal.readLine(cli.askNextCode, "next");
    if (!pressed.ok) return pressed;
  }
  return ok([]);
}
