/**
 * Reads one file as an import does, in a process of its own: prints how many accounts came of it (or the error's type)
 * and the most memory that the process ever had, in bytes.
 *
 *   node test/support/import-in-child.ts FILE [PASSWORD]
 */
import { readFileSync } from "node:fs";
import { readImport } from "../../src/vault/formats/import.ts";

const [file = "", password = null] = process.argv.slice(2);
const result = await readImport([{ name: "file", bytes: new Uint8Array(readFileSync(file)) }], {
  password,
  now: 1_700_000_000,
  readQr: () => Promise.resolve({ ok: false, error: "no-code" }),
});
/** The kernel's own count begins anew with the program, where resourceUsage() may begin with the parent's. */
const peakKib = /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
const peakBytes = Number(peakKib) * 1024;
const outcome = result.ok ? result.value.accounts.length : result.error.type;
process.stdout.write(JSON.stringify({ outcome, peakBytes }));
