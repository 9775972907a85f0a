/**
 * What a window that asks for a secret says, in English. The keys are what is asked for.
 */
const descriptions: Readonly<Record<string, string>> = {
  passphrase: "holt needs the passphrase of the vault on this device.",
  "new-passphrase": "The new passphrase of the vault on this device.",
  password: "The password of the file that holt is to read.",
  recovery: "holt needs your recovery words or your recovery passphrase.",
  secret: "The secret of the new account (base32).",
  uri: "The otpauth:// URI of the new account.",
};

export const enPinentry = { descriptions, differ: "The two differ: once more." };
