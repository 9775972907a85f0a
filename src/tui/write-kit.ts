/** Writes the recovery kit's page: for this user alone (0600), and never over a file that is there. */
import { promises } from "node:fs";
import { makeKitHtml } from "../client/kit/kit-html.ts";
import type { Language } from "../client/language/choose.ts";
import type { KitFacts } from "../protocol/backup-api.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

export async function writeKit(
  file: string,
  facts: KitFacts,
  language: Language,
): Promise<Result<string, HoltError>> {
  try {
    await promises.writeFile(file, makeKitHtml(facts, language), { mode: 0o600, flag: "wx" });
    return ok(file);
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "";
    return err(
      detail === "EEXIST"
        ? { type: "usage", reason: "file-exists", value: file }
        : { type: "storage", reason: "io", file, detail },
    );
  }
}
