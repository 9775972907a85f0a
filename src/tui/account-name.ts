/** How an account is called in a sentence: "GitHub (sven)". Printable, whatever the account holds. */
import { printable } from "../client/printable.ts";
import { fit } from "./text-fit.ts";

/** So that a sentence about an account still fits its line. */
const SHORT = 30;
export const shortName = (label: Parameters<typeof accountName>[0]): string => fit(accountName(label), SHORT);

export function accountName({ issuer, name }: { readonly issuer: string; readonly name: string }): string {
  const [first, second] = [printable(issuer).trim(), printable(name).trim()];
  if (first === "") return second === "" ? "?" : second;
  return second === "" ? first : `${first} (${second})`;
}
