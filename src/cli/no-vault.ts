/**
 * That there is no vault, from what `daemon.status` says: with the place of a damaged database that was set aside.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { StatusResult } from "../protocol/local-api.ts";

export function noVault({ problems }: Pick<StatusResult, "problems">): HoltError {
  const movedTo = problems.find((problem) => problem.type === "storage-damaged")?.copy;
  return { type: "no-vault", ...(movedTo !== undefined && { movedTo }) };
}
