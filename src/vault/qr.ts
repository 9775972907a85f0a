/**
 * QR codes: read from PNG, JPEG and GIF pictures, drawn as rows of modules and as PNG.
 *
 * Pictures come from strangers: their header is checked (qr-picture.ts) before anything is decoded. The decoder is
 * WebAssembly, handed in by whoever composes the program: it is never fetched. Both libraries are loaded when first
 * used. Knows nothing of what the texts say.
 */
import { err, ok, type Result } from "../protocol/result.ts";
import { checkPicture } from "./qr-picture.ts";

export type QrProblem = "damaged" | "no-code" | "not-a-picture" | "too-large";

/** The texts of all codes in a picture, in the decoder's order; one that is there twice counts once. */
export type QrReader = (picture: Uint8Array) => Promise<Result<readonly string[], QrProblem>>;

/** `loadWasm` gives the bytes of zxing_reader.wasm; it is called at most once as long as reading works. */
export function createQrReader(loadWasm: () => Promise<Uint8Array>): QrReader {
  let decoder: Promise<Decoder> | undefined;
  return async (picture) => {
    const problem = await checkPicture(picture);
    if (problem !== undefined) return err(problem);
    decoder ??= loadDecoder(loadWasm);
    const decode = await decoder;
    const texts = await decode(picture);
    // A decoder that ran out of memory is in no state to be used again.
    if (texts === undefined) decoder = undefined;
    if (texts === undefined) return err("damaged");
    return texts.length === 0 ? err("no-code") : ok(texts);
  };
}

/** Undefined where the picture can't be decoded. */
type Decoder = (picture: Uint8Array) => Promise<readonly string[] | undefined>;

const MOST_CODES = 64;

async function loadDecoder(loadWasm: () => Promise<Uint8Array>): Promise<Decoder> {
  const [{ prepareZXingModule, purgeZXingModule, readBarcodes }, wasm] = await Promise.all([
    import("zxing-wasm/reader"),
    loadWasm(),
  ]);
  const wasmBinary = wasm.slice().buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return async (picture) => {
    try {
      const codes = await readBarcodes(picture.slice(), {
        formats: ["QRCode"],
        maxNumberOfSymbols: MOST_CODES,
      });
      const texts = codes.filter((code) => code.isValid && code.text !== "").map((code) => code.text);
      return [...new Set(texts)];
    } catch {
      purgeZXingModule();
      return undefined;
    }
  };
}

/** A text that is longer than a QR code holds (2,953 bytes) gives undefined. */
export async function drawQr(text: string): Promise<readonly string[] | undefined> {
  const { default: qrcode } = await import("qrcode");
  try {
    const { modules } = qrcode.create(text, { errorCorrectionLevel: "L" });
    const rows: string[] = [];
    for (let row = 0; row < modules.size; row++) {
      const cells = modules.data.subarray(row * modules.size, (row + 1) * modules.size);
      rows.push(Array.from(cells, (cell) => (cell ? "1" : "0")).join(""));
    }
    return rows;
  } catch {
    return undefined;
  }
}

/** With a quiet zone of four modules. Throws where the text is too long: ask `drawQr` first. */
export async function drawQrPng(text: string): Promise<Uint8Array> {
  const { default: qrcode } = await import("qrcode");
  const options = { errorCorrectionLevel: "L", margin: 4, scale: 6, type: "png" } as const;
  return new Uint8Array(await qrcode.toBuffer(text, options));
}
