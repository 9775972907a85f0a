/**
 * How a message names the account or the place in a file that it is about. No secrets, and short.
 */
const LONGEST = 80;

const shorten = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);

/** "GitHub (sven)", as everywhere in holt. */
export function accountPlace(issuer: string, name: string): string {
  if (issuer !== "" && name !== "") return `${shorten(issuer)} (${shorten(name)})`;
  return shorten(issuer || name) || "(no name)";
}

/** "phone.txt, line 3", "phone.txt, line 3: GitHub (sven)". */
export const filePlace = (file: string, part: string, account = ""): string =>
  account === "" ? `${file}, ${part}` : `${file}, ${part}: ${account}`;
