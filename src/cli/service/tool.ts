/**
 * Runs a program of the system to its end and gives back what it said. No shell, no input, and not for long.
 */
import { execFile } from "node:child_process";

export interface ToolEnd {
  /** Its exit code; null: it could not be run, or took too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunTool = (program: string, args: readonly string[]) => Promise<ToolEnd>;

const LONGEST_MS = 30_000;

export const createTool =
  (env: Readonly<Record<string, string | undefined>>, timeoutMs = LONGEST_MS): RunTool =>
  (program, args) =>
    new Promise((resolve) => {
      const options = { env: { ...env, LC_ALL: "C" }, timeout: timeoutMs, encoding: "utf8" } as const;
      execFile(program, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, stdout, stderr });
      });
    });
