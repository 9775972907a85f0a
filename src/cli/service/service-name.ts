/**
 * What an installation's service is called: `holt`, and under HOLT_HOME `holt-⟨its last folder⟩-⟨hash⟩`, so that two
 * homes of one name have a service each. Pure.
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";

const LONGEST_WORD = 40;

/** `home`: HOLT_HOME as an absolute path; undefined: the person's own directories. */
export function serviceName(home: string | undefined): string {
  if (home === undefined) return "holt";
  const word = basename(home)
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, LONGEST_WORD);
  const hash = createHash("sha256").update(home).digest("hex").slice(0, 8);
  return ["holt", word, hash].filter((part) => part !== "").join("-");
}
