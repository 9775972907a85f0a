/**
 * The ways in which a text or bytes could stand somewhere: for tests that look for what must not be there.
 */

/** Text as bytes, as UTF-16 and as base64 at each of the three alignments. */
export function spellings(text: string): readonly Buffer[] {
  const plain = Buffer.from(text);
  return [plain, Buffer.from(text, "utf16le"), ...base64Of(plain)];
}

/** Bytes as they are, as hex in both cases, and as base64 at each of the three alignments. */
export function spellingsOfBytes(bytes: Uint8Array): readonly Buffer[] {
  const plain = Buffer.from(bytes);
  const hex = plain.toString("hex");
  return [plain, Buffer.from(hex), Buffer.from(hex.toUpperCase()), ...base64Of(plain)];
}

/** What stays the same of it, whatever stands before and after. */
function base64Of(plain: Buffer): readonly Buffer[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), plain])
      .toString("base64")
      .replaceAll("=", "");
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -2));
  });
}
