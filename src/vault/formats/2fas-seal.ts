/**
 * The encrypted parts of a 2FAS backup: three base64 texts with ":" between them.
 *
 *   ciphertext ‖ tag(16) : salt : iv(12)
 *   key = PBKDF2-HMAC-SHA256(password, salt, 10,000) → 32 bytes; AES-256-GCM without associated data
 *
 * Salts have 256 bytes on Android, 32 on iOS. `reference` is such a part over a text that is the same in all backups:
 * the apps try the password on it. Files by others lack it. Source: 2fas-android, BackupCipherImpl.kt.
 */
import { formatBase64, parseBase64, utf8ToBytes } from "../../protocol/bytes.ts";
import { GCM_NONCE_BYTES, openGcm, sealGcm } from "./cipher.ts";
import { pbkdf2Key } from "./password-key.ts";

const ITERATIONS = 10_000;
const SALT_BYTES = 256;
const MOST_SALT_BYTES = 1024;
/** Public, and part of the format. */
const REFERENCE =
  "tRViSsLKzd86Hprh4ceC2OP7xazn4rrt4xhfEUbOjxLX8Rc3mkISXE0lWbmnWfggogbBJhtYgpK6fMl1D6mtsy92R3Hk" +
  "dGfwuXbzLebqVFJsR7IZ2w58t938iymwG4824igYy1wi6n2WDpO1Q1P69zwJGs2F5a1qP4MyIiDSD7NCV2OvidXQCBnD" +
  "lGfmz0f1BQySRkkt4ryiJeCjD2o4QsveJ9uDBUn8ELyOrESv5R5DMDkD4iAF8TXU7KyoJujd";

interface Part {
  readonly data: Uint8Array;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

export type Opened =
  | { readonly status: "opened"; readonly content: Uint8Array }
  | { readonly status: "wrong-password" }
  | { readonly status: "damaged" };

export interface SealedServices {
  readonly services: string;
  /** Tells a wrong password from damage, where it is there. */
  readonly reference: string | undefined;
}

export async function openServices(
  { services, reference }: SealedServices,
  password: string,
): Promise<Opened> {
  const part = parsePart(services);
  if (part === undefined) return { status: "damaged" };
  const content = await openPart(part, password);
  if (content !== undefined) return { status: "opened", content };
  const check = reference === undefined ? undefined : parsePart(reference);
  const isRight = check !== undefined && (await openPart(check, password)) !== undefined;
  return { status: isRight ? "damaged" : "wrong-password" };
}

function parsePart(text: string): Part | undefined {
  const [data, salt, nonce, ...more] = text.split(":").map((part) => parseBase64(part.trim()));
  if (data === undefined || salt === undefined || nonce === undefined || more.length > 0) return undefined;
  if (nonce.length !== GCM_NONCE_BYTES || salt.length === 0 || salt.length > MOST_SALT_BYTES)
    return undefined;
  return { data, salt, nonce };
}

async function openPart({ data, salt, nonce }: Part, password: string): Promise<Uint8Array | undefined> {
  return openGcm({ key: await deriveKey(password, salt), nonce, data });
}

const deriveKey = (password: string, salt: Uint8Array): Promise<Uint8Array> =>
  pbkdf2Key({ digest: "sha256", password, salt, iterations: ITERATIONS });

export interface SealInput {
  readonly services: string;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
}

export async function sealServices(
  input: SealInput,
): Promise<SealedServices & { readonly reference: string }> {
  const { services, password, random } = input;
  const salt = random(SALT_BYTES);
  const key = await deriveKey(password, salt);
  const seal = (text: string): string => {
    const nonce = random(GCM_NONCE_BYTES);
    const data = sealGcm({ key, nonce, data: utf8ToBytes(text) });
    return [data, salt, nonce].map(formatBase64).join(":");
  };
  return { services: seal(services), reference: seal(REFERENCE) };
}
