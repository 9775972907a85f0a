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
