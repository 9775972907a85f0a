/**
 * Why a file, an entry or a value isn't taken, in Swedish, keyed by the English words that the daemon gives.
 *
 * The common ones: what isn't here stays English. Those with a number or a name in them are patterns.
 */
const REASONS: Readonly<Record<string, string>> = {
  "is encrypted with OpenPGP: decrypt it with gpg --decrypt and import what comes out":
    "är krypterad med OpenPGP: dekryptera den med gpg --decrypt och importera det som kommer ut",
  "is a web page without accounts in it: export as text or JSON in the app":
    "är en webbsida utan konton i: exportera som text eller JSON i appen",
  "is 2FAuth's own export: choose otpauth URIs when you export from it":
    "är 2FAuths egen export: välj otpauth-URI:er när du exporterar från den",
  "is the backup of the Authenticator extension: download it as text (otpauth) there":
    "är tillägget Authenticators säkerhetskopia: ladda ner den som text (otpauth) där",
  "has no secret yet: it is to be enrolled again": "har ingen hemlighet än: det ska registreras på nytt",
  "the key file is damaged": "nyckelfilen är skadad",
  "the key file is empty": "nyckelfilen är tom",
  "the key file was not needed": "nyckelfilen behövdes inte",
  "is empty": "är tom",
  "is damaged": "är skadad",
  "is cut off": "är avkortad",
  "is damaged or cut off": "är skadad eller avkortad",
  "is not JSON": "är inte JSON",
  "is in the trash": "ligger i papperskorgen",
  "is missing or there twice": "saknas eller finns två gånger",
  "is no PNG, JPEG or GIF": "är ingen PNG, JPEG eller GIF",
  "is more than a QR code holds": "är mer än vad en QR-kod rymmer",
  "is not a one-time password URI": "är ingen URI för engångskoder",
  "is not an Aegis vault": "är inget valv från Aegis",
  "is not one of holt's exports": "är ingen export från holt",
  "is of a kind that holt doesn't know": "är av ett slag som holt inte känner till",
  "is of no format that holt reads": "är inte i något format som holt läser",
  "could be of several formats": "kan vara i flera format",
  "has no list of accounts": "har ingen lista med konton",
  "has no list of entries": "har ingen lista med poster",
  "has no list of items": "har ingen lista med poster",
  "has no one-time password": "har ingen engångskod",
  "has no password: it opens on the phone alone": "har inget lösenord: den öppnas bara i telefonen",
  "names neither an issuer nor an account": "anger varken utgivare eller konto",
  "no QR code was found in the picture": "ingen QR-kod hittades i bilden",
  "the picture is damaged": "bilden är skadad",
  "the picture is too large": "bilden är för stor",
  "the JSON is damaged": "JSON-texten är skadad",
  "the JSON is cut off": "JSON-texten är avkortad",
  "the encrypted part is damaged": "den krypterade delen är skadad",
  "the header is damaged": "huvudet är skadat",
  "this is not UTF-8": "det är inte UTF-8",
  "there is no file in it": "det finns ingen fil i den",
  "there is more than one line: import takes several": "det är mer än en rad: import tar flera",
  "there is no secret": "hemligheten saknas",
  "the secret is empty": "hemligheten är tom",
  "the secret is empty or too short": "hemligheten är tom eller för kort",
  "the secret is too long": "hemligheten är för lång",
  "the secret is not hexadecimal": "hemligheten är inte hexadecimal",
  "the secret has characters outside base32 (A–Z, 2–7)":
    "hemligheten har tecken som inte hör till base32 (A–Z, 2–7)",
  "not base32 (letters A to Z, digits 2 to 7)": "inte base32 (bokstäverna A till Z, siffrorna 2 till 7)",
  "not a Yandex secret (its length or checksum doesn't fit)":
    "ingen hemlighet från Yandex (längden eller kontrollsumman stämmer inte)",
  "digits must be 1 to 10": "antalet siffror måste vara 1 till 10",
  "the period must be at least 1 second": "perioden måste vara minst 1 sekund",
  "the counter must be a whole number from 0": "räknaren måste vara ett heltal från 0",
  "the algorithm is not known": "algoritmen är okänd",
  "the type of one-time password is not known": "typen av engångskod är okänd",
  "the name is empty": "namnet är tomt",
  "must be seconds since 1970, up to the year 9999": "måste vara sekunder sedan 1970, till och med år 9999",
  "its type needs a newer holt": "dess typ behöver ett nyare holt",
  "is bound to Authy and has no secret: enrol it again":
    "är bundet till Authy och har ingen hemlighet: lägg upp det på nytt",
  "is bound to Duo and has no secret: enrol it again":
    "är bundet till Duo och har ingen hemlighet: lägg upp det på nytt",
  "is confirmed by push and has no secret: enrol it again":
    "bekräftas i telefonen och har ingen hemlighet: lägg upp det på nytt",
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^(.+) has only (\d+) and (\d+) digits$/u, "$1 har bara $2 och $3 siffror"],
  [/^(.+) has only periods of (\d+) seconds$/u, "$1 har bara perioder på $2 sekunder"],
  [/^(\S+(?: \S+)?) has no (totp|hotp|steam|motp|yandex|SHA\d+|MD5)$/u, "$1 har inget $2"],
  [/^(.+) wants an issuer or a name$/u, "$1 kräver en utgivare eller ett namn"],
  [/^longer than (\d+) characters$/u, "längre än $1 tecken"],
  [/^more than (\d+) MB$/u, "mer än $1 MB"],
  [/^one of (.+)$/u, "ett av $1"],
];

export function svReason(reason: string): string {
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  const pattern = PATTERNS.find(([pattern]) => pattern.test(reason));
  return known ?? (pattern === undefined ? reason : reason.replace(pattern[0], pattern[1]));
}

/** For the test that each of them is still said somewhere. */
export const svReasonKeys: readonly string[] = Object.keys(REASONS);
