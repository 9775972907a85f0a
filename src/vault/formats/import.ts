/**
 * From files of any known format to account drafts: pictures become the texts of their QR codes, the format of each
 * file is found by content (or given), and each format reads all of its files at once, so that parts come together.
 *
 * Knows nothing of the vault: what is already there is not looked at. One container that can't be read fails the
 * whole import; single entries that can't be read are reported in `skipped`.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isPicture } from "../qr-picture.ts";
import type { QrProblem, QrReader } from "../qr.ts";
import type { Fit, Format, Found, NamedFile } from "./format.ts";
import { isPgp, whatElse } from "./not-read.ts";
import { findFormat, FORMATS, OPENED_WITH_KEY_FILE } from "./registry.ts";
import { shapeOf } from "./shape.ts";
import { createSource, type Source } from "./source.ts";
import { unmarkedFormats } from "./unmarked.ts";
import { isWebPage, readWebPage } from "./web-page.ts";

export interface ImportOptions {
  /** A format's name: the content isn't asked then. */
  readonly format?: string | undefined;
  readonly password: string | null;
  /** The content of a key file; absent: none. */
  readonly keyFile?: Uint8Array | null;
  /** Epoch seconds. */
  readonly now: number;
  readonly readQr: QrReader;
}
export interface Imported extends Found {
  /** One name, or several with ", " between them. */
  readonly format: string;
}

/** An import of 10,000 accounts with icons fits. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 1000;

export const PICTURE_REASONS: Readonly<Record<QrProblem, string>> = {
  damaged: "the picture is damaged",
  "no-code": "no QR code was found in the picture",
  "not-a-picture": "is no PNG, JPEG or GIF",
  "too-large": "the picture is too large",
};

export async function readImport(
  files: readonly NamedFile[],
  options: ImportOptions,
): Promise<Result<Imported, HoltError>> {
  const excess = findExcess(files);
  if (excess !== undefined) return excess;
  const wanted = options.format === undefined ? undefined : findFormat(options.format);
  if (options.format !== undefined && wanted === undefined) {
    return err({ type: "usage", reason: "format-unknown", value: options.format });
  }
  if (wanted?.import === false) return err({ type: "usage", reason: "format-no-import", value: wanted.name });
  const sourcesByFormat = new Map<Format, Source[]>();
  const notices: string[] = [];
  for (const file of files) {
    const opened = await openFile(file, options.readQr);
    if (!opened.ok) return opened;
    const { source } = opened.value;
    notices.push(...opened.value.notices);
    const pgp = isPgp(source) ? whatElse(source) : undefined;
    if (pgp !== undefined) return malformed(wanted?.name ?? "import", file.name, pgp);
    const format = wanted === undefined ? await chooseFormat(source) : ok(await wanted.load());
    if (!format.ok) return format;
    sourcesByFormat.set(format.value, [...(sourcesByFormat.get(format.value) ?? []), source]);
  }
  const read = await readAll(sourcesByFormat, options);
  return read.ok ? ok({ ...read.value, notices: [...notices, ...read.value.notices] }) : read;
}

function findExcess(files: readonly NamedFile[]): Result<never, HoltError> | undefined {
  const where = files[0]?.name ?? "";
  if (files.length > MOST_FILES) return malformed("import", where, `more than ${MOST_FILES} files at once`);
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return size > MOST_BYTES ? malformed("import", where, "more than 64 MiB at once") : undefined;
}

interface OpenedFile {
  readonly source: Source;
  readonly notices: readonly string[];
}

/** A picture, and a web page with pictures, become a text with the content of one QR code per line. */
async function openFile(file: NamedFile, readQr: QrReader): Promise<Result<OpenedFile, HoltError>> {
  const source = createSource(file);
  if (!isPicture(file.bytes)) return ok(await openPage(source, readQr));
  const texts = await readQr(file.bytes);
  if (!texts.ok) return malformed("picture", file.name, PICTURE_REASONS[texts.error]);
  return ok({ source: listOf(file.name, texts.value), notices: [] });
}

async function openPage(source: Source, readQr: QrReader): Promise<OpenedFile> {
  const page = source.text() ?? "";
  const { texts, unread } = isWebPage(page) ? await readWebPage(page, readQr) : { texts: [], unread: 0 };
  if (texts.length === 0) return { source, notices: [] };
  const notice = `${source.name}: no QR code was found in ${unread} of the page's pictures`;
  return { source: listOf(source.name, texts), notices: unread === 0 ? [] : [notice] };
}

const listOf = (name: string, texts: readonly string[]): Source =>
  createSource({ name, bytes: utf8ToBytes(texts.join("\n")) });

async function chooseFormat(source: Source): Promise<Result<Format, HoltError>> {
  if (source.bytes.length === 0) return malformed("import", source.name, "is empty");
  const shape = shapeOf(source);
  const rows = FORMATS.filter((row) => row.import && row.shapes.includes(shape));
  const formats = await Promise.all(rows.map((row) => row.load()));
  const byFit: Readonly<Record<Fit, Format[]>> = { yes: [], maybe: [], no: [] };
  for (const format of formats) byFit[format.detect(source)].push(format);
  const candidates = byFit.yes.length > 0 ? byFit.yes : byFit.maybe;
  const [first, ...others] = candidates;
  const choices = first === undefined ? unmarkedFormats(source) : candidates.map(({ name }) => name);
  if (choices.length === 0) return nothingFits(source);
  if (first !== undefined && others.length === 0) return ok(first);
  const reason = "could be of several formats";
  return err({ type: "malformed", what: "import", where: source.name, reason, choices });
}

function nothingFits(source: Source): Result<never, HoltError> {
  const known = whatElse(source);
  if (known !== undefined) return malformed("import", source.name, known);
  const json = source.json();
  if (!json.ok && json.error.looksLikeJson) {
    const { at, reason } = json.error;
    return malformed("import", at === null ? source.name : `${source.name}, character ${at}`, reason);
  }
  return malformed("import", source.name, "is of no format that holt reads");
}

async function readAll(
  sourcesByFormat: ReadonlyMap<Format, readonly Source[]>,
  { password, keyFile = null, now }: ImportOptions,
): Promise<Result<Imported, HoltError>> {
  const found: Found[] = [];
  for (const [format, sources] of sourcesByFormat) {
    const result = await format.read(sources, { password, keyFile, now });
    if (!result.ok) return result;
    found.push(result.value);
  }
  return ok({
    format: Array.from(sourcesByFormat.keys(), (format) => format.name).join(", "),
    accounts: found.flatMap((part) => part.accounts),
    skipped: found.flatMap((part) => part.skipped),
    named: found.flatMap((part) => part.named ?? []),
    notices: [...found.flatMap((part) => part.notices), ...unusedKeyFile(sourcesByFormat, keyFile)],
  });
}

function unusedKeyFile(
  sourcesByFormat: ReadonlyMap<Format, readonly Source[]>,
  keyFile: Uint8Array | null,
): readonly string[] {
  const isUsed = Array.from(sourcesByFormat.keys()).some(({ name }) => OPENED_WITH_KEY_FILE.includes(name));
  return keyFile === null || isUsed ? [] : ["the key file was not needed"];
}
