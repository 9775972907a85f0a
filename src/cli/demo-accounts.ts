/** Accounts for `holt demo`, made up: secrets are drawn anew each time, so that nobody's real one looks like them. */
import { randomBytes } from "node:crypto";
import { formatBase32 } from "../protocol/bytes.ts";

const SERVICES = [
  ["GitHub", "sven@example.org"],
  ["GitLab", "sven"],
  ["Gitea", "root@git.example"],
  ["Bank of Example", "000 123"],
  ["Mail", "sven@example.org"],
  ["Hosting", "sven"],
] as const;

/** One otpauth: URI a line. */
export const demoAccounts = (): string =>
  SERVICES.map(([issuer, name]) => {
    const secret = formatBase32(randomBytes(20)).replace(/=+$/u, "");
    const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
    return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}\n`;
  }).join("");
