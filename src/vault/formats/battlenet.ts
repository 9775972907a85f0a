/**
 * `battlenet`: the preferences of the Battle.net app from a rooted phone. Serial and secret are hexadecimal text under
 * a mask that is the same for everyone; the codes have eight digits. Read only.
 * Source: Aegis, BattleNetImporter.java.
 */
import { bytesToUtf8, parseHex } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isPreferences, parsePreferences } from "./android-preferences.ts";
import { readEach } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found } from "./format.ts";
import type { Source } from "./source.ts";

const NAME = "battlenet";
const SERIAL = "com.blizzard.messenger.AUTHENTICATOR_SERIAL";
const SECRET = "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET";
const DIGITS = 8;
const MASK = Buffer.from(
  "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6" +
    "c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a",
  "hex",
);

export const battlenet: Format = { name: NAME, detect, read: (sources) => readEach(sources, readApp) };

function detect(source: Source): Fit {
  const text = source.text() ?? "";
  return isPreferences(text) && text.includes(`"${SECRET}"`) ? "yes" : "no";
}

async function readApp(source: Source): Promise<Result<Found, HoltError>> {
  const values = parsePreferences(source.text() ?? "");
  if (!values.ok) return malformed(NAME, source.name, values.error);
  const secret = values.value.get(SECRET);
  if (secret === undefined) return malformed(NAME, source.name, "has no secret of Battle.net");
  const name = unmask(values.value.get(SERIAL) ?? "") ?? "";
  return ok(findEntries(source.name, [secret], (masked) => readSecret(masked, name)));
}

function readSecret(masked: string, name: string): Entry {
  const owner = { issuer: "Battle.net", name };
  const bytes = parseHex(unmask(masked) ?? "?");
  const secret = bytes === undefined ? err("the secret can't be read") : ok(bytes);
  const otp = readOtp({ type: "totp", secret, digits: DIGITS });
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner }) : otp };
}

/** Undefined where it is not masked text. */
function unmask(text: string): string | undefined {
  const bytes = parseHex(text.trim());
  if (bytes === undefined || bytes.length > MASK.length) return undefined;
  return bytesToUtf8(bytes.map((byte, index) => byte ^ (MASK[index] ?? 0)));
}
