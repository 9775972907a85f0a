/**
 * What a Yandex secret may be: 16 bytes (from a QR code), or 26 bytes of which the last 12 bits are the remainder of
 * the 196 bits before them, most significant first, modulo the polynomial 1100011110011.
 */
const SHORT = 16;
const LONG = 26;
const POLYNOMIAL = 0b1_1000_1111_0011;

export function isYandexSecret(secret: Uint8Array): boolean {
  if (secret.length === SHORT) return true;
  if (secret.length !== LONG) return false;
  let remainder = 0;
  for (let bit = 0; bit < LONG * 8 - 12; bit++) {
    remainder = (remainder << 1) | (((secret[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    if (remainder & 0x1000) remainder ^= POLYNOMIAL;
  }
  return remainder === ((((secret[LONG - 2] ?? 0) & 15) << 8) | (secret[LONG - 1] ?? 0));
}
