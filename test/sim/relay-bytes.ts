/**
 * What of a vault lies in a relay's files, byte by byte.
 */
import SqliteDatabase from "better-sqlite3";
import type { RelayImage } from "./relay-host.ts";

/** What stands before an envelope's body is ids that rosters name, too. */
const HEADER_BYTES = 200;
const PIECE_BYTES = 32;

/** A piece of each envelope that it holds, points in time included. */
export function envelopesIn(image: RelayImage): readonly Buffer[] {
  const database = new SqliteDatabase(image, { readonly: true });
  try {
    return database
      .prepare<[], Uint8Array>(
        "SELECT envelope FROM record WHERE envelope IS NOT NULL UNION SELECT envelope FROM point",
      )
      .pluck()
      .all()
      .map((envelope) => Buffer.from(envelope.subarray(HEADER_BYTES, HEADER_BYTES + PIECE_BYTES)));
  } finally {
    database.close();
  }
}

export const leftIn = (image: RelayImage, pieces: readonly Buffer[]): number =>
  pieces.filter((piece) => image.includes(piece)).length;
