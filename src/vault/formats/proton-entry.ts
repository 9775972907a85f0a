/**
 * One entry of a Proton Authenticator export as an account, and back: a key URI, or `steam://SECRET` with the title in
 * `name`. Proton has neither HOTP nor tags.
 */
import { formatBase32 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import type { Entry } from "./entries.ts";
import { fieldOf, textOf } from "./json.ts";
import { readLoginItem } from "./login-item.ts";
import { formatOtpUri } from "./otp-uri-format.ts";
import { checkWritable, COMMON_ALGORITHMS, type Target } from "./writable.ts";

const TARGET = {
  app: "Proton Authenticator",
  types: ["totp", "steam"],
  algorithms: COMMON_ALGORITHMS,
} as const satisfies Target;
const MOST_DIGITS = 9;
/** Sixteen bits. */
const LONGEST_PERIOD = 65_535;

export function readEntry(entry: unknown, now: number): Entry {
  const content = fieldOf(entry, "content");
  const uri = textOf(content, "uri") ?? "";
  const name = textOf(content, "name") ?? "";
  const isSteam = /^\s*steam:/i.test(uri);
  if (uri.trim() === "") return { issuer: "", name, draft: err("there is no secret") };
  return readLoginItem(
    {
      title: isSteam ? name : "",
      username: isSteam ? "" : name,
      totp: uri,
      note: textOf(entry, "note") ?? "",
      tags: [],
      pinned: false,
    },
    now,
  );
}

/** Fails with the reason why Proton Authenticator can't hold it. */
export function formatEntry(account: Account, id: string): Result<unknown, string> {
  const { issuer, name, note } = account;
  const checked = checkWritable(account, TARGET);
  if (!checked.ok) return checked;
  const otp = checked.value;
  if (otp.type === "steam") {
    const uri = `steam://${formatBase32(otp.secret)}`;
    return ok({ id, content: { uri, entry_type: "Steam", name: issuer || name }, note });
  }
  if (otp.digits > MOST_DIGITS) return err(`Proton Authenticator has at most ${MOST_DIGITS} digits`);
  if (otp.period > LONGEST_PERIOD) return err("Proton Authenticator has no period so long");
  const uri = formatOtpUri(account);
  return uri.ok ? ok({ id, content: { uri: uri.value, entry_type: "Totp", name }, note }) : uri;
}
