/**
 * What people do with a backup, as real processes: turn it on, answer on another device, begin again.
 */
import { readFileSync } from "node:fs";
import type { BackupView, RequestView } from "../../src/protocol/view.ts";
import { eventually } from "./eventually.ts";
import { expect } from "vitest";
import { type Program, type Run } from "./program.ts";

/** A passphrase takes its time, on a busy machine more of it. */
const LONG_MS = 60_000;

export interface SecretFiles {
  readonly words: string;
  readonly passphrase: string;
}

/** Where `enableBackup` puts what opens the vault. */
export const secretsOf = (device: Program, name = "first"): SecretFiles => ({
  words: device.file(`${name}-words`),
  passphrase: device.file(`${name}-passphrase`),
});

/** Words alone, unless `args` name a passphrase: it takes seconds to make a key of one. */
export function enabling(device: Program, args: readonly string[] = WORDS_ALONE): Promise<Run> {
  const { words } = secretsOf(device);
  return device.run(["backup", "enable", "--yes", "--json", "--words-out", words, ...args]);
}

const WORDS_ALONE = ["--no-recovery-passphrase"];
export const withPassphrase = (device: Program): readonly string[] => [
  "--handle",
  "sven",
  "--recovery-passphrase-out",
  secretsOf(device).passphrase,
];

/** On, or an error. */
export async function enableBackup(
  device: Program,
  args: readonly string[] = WORDS_ALONE,
): Promise<BackupView> {
  const { code, stdout, stderr } = await enabling(device, args);
  if (code !== 0) throw new Error(`backup enable: exit ${code}\n${stderr}`);
  return JSON.parse(stdout) as BackupView;
}

export const backupOf = async (device: Program): Promise<BackupView> =>
  JSON.parse((await device.run(["backup", "status", "--json"])).stdout) as BackupView;

/** The first request of a type that waits for this device's word. */
export async function requestAt(device: Program, type: RequestView["type"]): Promise<RequestView> {
  const [request] = await eventually(
    async () => (await device.json<readonly RequestView[]>(["requests"])).filter((one) => one.type === type),
    (found) => expect(found.length).toBeGreaterThan(0),
    LONG_MS,
  );
  if (request === undefined) throw new Error("no request");
  return request;
}

export const readLine = (file: string): string => readFileSync(file, "utf8").replace(/\n$/u, "");
