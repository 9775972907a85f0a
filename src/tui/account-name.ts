/** How an account is called in a sentence: "GitHub (sven)". Printable, whatever the account holds. */
import { printable } from "../client/printable.ts";

export function accountName({ issuer, name }: { readonly issuer: string; readonly name: string }): string {
  const [first, second] = [printable(issuer).trim(), printable(name).trim()];
  if (first === "") return second === "" ? "?" : second;
  return second === "" ? first : `${first} (${second})`;
}
