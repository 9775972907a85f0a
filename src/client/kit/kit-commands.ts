/** The commands that a recovery kit prints: whole, to be typed as they stand. No secret is in them. */
import type { KitFacts } from "../../protocol/backup-api.ts";

export interface KitCommands {
  readonly start: string;
  readonly byWords: string;
  readonly byPassphrase: string | null;
  readonly drill: string;
}

export function kitCommands({ relay, fingerprint, handle }: KitFacts): KitCommands {
  const address = `--relay '${relay}#${fingerprint}'`;
  return {
    start: "holt",
    byWords: `holt recover ${address}`,
    byPassphrase: handle === null ? null : `holt recover ${address} --handle '${handle}'`,
    drill: "holt backup verify",
  };
}

/** Year-month-day, in the reader's own time zone. */
export function kitDate(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
