/**
 * What an import will do, account by account, made from two dry runs: one that leaves duplicates out and one that
 * takes them. Ids of a dry run mean nothing, the order in the file does. Pure.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { ImportResult } from "../protocol/local-api.ts";
import type { ImportStep } from "./model.ts";

export type PreviewStep = Extract<ImportStep, { at: "preview" }>;

export interface PreviewedAccount {
  readonly label: AccountLabel;
  readonly isDuplicate: boolean;
}

/** The accounts of the file in its order. */
export function markDuplicates(fresh: ImportResult, all: ImportResult | null): readonly PreviewedAccount[] {
  const left = [...fresh.accounts];
  return (all ?? fresh).accounts.map((label) => {
    const [next] = left;
    const isDuplicate = next === undefined || !isAlike(next, label);
    if (!isDuplicate) left.shift();
    return { label, isDuplicate };
  });
}

const isAlike = (a: AccountLabel, b: AccountLabel): boolean =>
  a.issuer === b.issuer && a.name === b.name && a.type === b.type && a.digits === b.digits;

/** Accounts whose secrets their app keeps to itself. */
export const toEnrol = ({ result }: PreviewStep): number =>
  result.skipped.filter(({ enrolAgain }) => enrolAgain !== undefined).length;

export const willCome = (step: PreviewStep): number =>
  step.result.imported +
  (step.onDuplicate === "add" ? step.result.duplicates : 0) +
  (step.keepsNames ? toEnrol(step) : 0);
