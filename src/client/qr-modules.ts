/** A text as a QR code: rows of "0" (light) and "1" (dark) without quiet zone; null where it is too long for one. */
import qrcode from "qrcode";

export function qrModules(text: string): readonly string[] | null {
  try {
    const { modules } = qrcode.create(text, { errorCorrectionLevel: "L" });
    return Array.from({ length: modules.size }, (_, row) =>
      Array.from(modules.data.subarray(row * modules.size, (row + 1) * modules.size), (cell) =>
        cell ? "1" : "0",
      ).join(""),
    );
  } catch {
    return null;
  }
}

/** With a quiet zone of four modules; null where the text is too long for a code. */
export async function qrPng(text: string): Promise<Uint8Array | null> {
  try {
    const options = { errorCorrectionLevel: "L", margin: 4, scale: 6, type: "png" } as const;
    return new Uint8Array(await qrcode.toBuffer(text, options));
  } catch {
    return null;
  }
}
