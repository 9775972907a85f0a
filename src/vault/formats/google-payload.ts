/**
 * The message inside one of Google Authenticator's transfer QR codes, as bytes and as a value.
 *
 *   MigrationPayload { repeated OtpParameters 1; version 2; batch_size 3; batch_index 4; batch_id 5 }
 *   OtpParameters    { secret 1; name 2; issuer 3; algorithm 4; digits 5; type 6; counter 7; unique_id 8 }
 *
 * Enumerations are numbers here; what they mean is google-account.ts. Versions 1 and 2 occur; unknown fields are
 * ignored, as the format wants it. Source: Aegis, google_auth.proto.
 */
import { concatBytes, formatBase64, parseBase64, utf8ToBytes } from "../../protocol/bytes.ts";
import { decodeFields, encodeBytes, encodeNumber, type Field } from "./protobuf.ts";
import { decodePercent } from "./uri-parts.ts";

export interface GoogleEntry {
  readonly secret: Uint8Array;
  readonly name: string;
  readonly issuer: string;
  readonly algorithm: number;
  readonly digits: number;
  readonly type: number;
  readonly counter: bigint;
}
export interface GooglePayload {
  readonly entries: readonly GoogleEntry[];
  /** 0 where it is not said: Google always says it. */
  readonly version: number;
  readonly batchSize: number;
  readonly batchIndex: number;
  /** Any 32 bits, negative ones too; 0 in genuine series of newer apps. */
  readonly batchId: number;
}

const PREFIX = "otpauth-migration://offline?data=";
const lenient = new TextDecoder();

/** Undefined where the URI holds no such message. Mends a "+" that became a space, and takes either base64. */
export function parseMigrationUri(uri: string): GooglePayload | undefined {
  const data = /^otpauth-migration:\/\/[^?]*\?(?:.*&)?data=([^&#]*)/i.exec(uri.trim())?.[1];
  const bytes = data === undefined ? undefined : parseBase64(decodePercent(data).trim().replaceAll(" ", "+"));
  return bytes === undefined || bytes.length === 0 ? undefined : decodePayload(bytes);
}

function decodePayload(bytes: Uint8Array): GooglePayload | undefined {
  const fields = decodeFields(bytes);
  if (fields === undefined) return undefined;
  const entries: GoogleEntry[] = [];
  for (const { number, value } of fields) {
    if (number !== 1) continue;
    const entry = value instanceof Uint8Array ? decodeEntry(value) : undefined;
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return {
    entries,
    version: int32(fields, 2),
    batchSize: int32(fields, 3),
    batchIndex: int32(fields, 4),
    batchId: int32(fields, 5),
  };
}

function decodeEntry(bytes: Uint8Array): GoogleEntry | undefined {
  const fields = decodeFields(bytes);
  if (fields === undefined) return undefined;
  return {
    secret: bytesField(fields, 1),
    name: lenient.decode(bytesField(fields, 2)),
    issuer: lenient.decode(bytesField(fields, 3)),
    algorithm: int32(fields, 4),
    digits: int32(fields, 5),
    type: int32(fields, 6),
    counter: BigInt.asIntN(64, numberField(fields, 7)),
  };
}

/** The last of a field counts (protobuf's rule). */
const fieldValue = (fields: readonly Field[], number: number): bigint | Uint8Array | undefined =>
  fields.findLast((field) => field.number === number)?.value;

function bytesField(fields: readonly Field[], number: number): Uint8Array {
  const value = fieldValue(fields, number);
  return value instanceof Uint8Array ? new Uint8Array(value) : new Uint8Array();
}

function numberField(fields: readonly Field[], number: number): bigint {
  const value = fieldValue(fields, number);
  return typeof value === "bigint" ? value : 0n;
}

const int32 = (fields: readonly Field[], number: number): number =>
  Number(BigInt.asIntN(32, numberField(fields, number)));

export function formatMigrationUri(payload: GooglePayload): string {
  const bytes = concatBytes(
    ...payload.entries.map((entry) => encodeBytes(1, encodeEntry(entry))),
    encodeNumber(2, payload.version),
    encodeNumber(3, payload.batchSize),
    encodeNumber(4, payload.batchIndex),
    encodeNumber(5, payload.batchId),
  );
  return PREFIX + encodeURIComponent(formatBase64(bytes));
}

function encodeEntry(entry: GoogleEntry): Uint8Array {
  return concatBytes(
    encodeBytes(1, entry.secret),
    encodeBytes(2, utf8ToBytes(entry.name)),
    encodeBytes(3, utf8ToBytes(entry.issuer)),
    encodeNumber(4, entry.algorithm),
    encodeNumber(5, entry.digits),
    encodeNumber(6, entry.type),
    encodeNumber(7, Number(entry.counter)),
  );
}
