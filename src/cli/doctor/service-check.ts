/**
 * Whether the service that starts the daemon, where one is installed, still names this Node and this holt.
 */
import { readFileSync } from "node:fs";
import type { DoctorWords } from "../../client/language/en-doctor.ts";
import type { Context } from "../command.ts";
import { findInstallation } from "../service/installation.ts";
import { findManager } from "../service/run-service.ts";
import { type Check, check } from "./check.ts";

export function checkService(context: Pick<Context, "env" | "paths">, words: DoctorWords): Check {
  const installation = findInstallation(context);
  const variants = findManager(installation, context)?.variants ?? [];
  const files = variants.flatMap((variant) => variant.files);
  const isThere = files.some(({ path }) => read(path) !== undefined);
  if (!isThere) return check("service", "ok", words.noService);
  const isCurrent = variants.some((variant) => variant.files.every(({ path, text }) => read(path) === text));
  return isCurrent
    ? check("service", "ok", words.service(installation.name))
    : check("service", "warn", words.oldService(installation.name));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
