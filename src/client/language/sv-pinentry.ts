/**
 * Vad ett fönster som frågar efter en hemlighet säger, på svenska.
 */
import type { enPinentry } from "./en-pinentry.ts";

export const svPinentry: typeof enPinentry = {
  descriptions: {
    passphrase: "holt behöver lösenfrasen till valvet på den här enheten.",
    "new-passphrase": "Den nya lösenfrasen till valvet på den här enheten.",
    password: "Lösenordet till filen som holt ska läsa.",
    recovery: "holt behöver dina återställningsord eller din återställningsfras.",
    secret: "Det nya kontots hemlighet (base32).",
    uri: "Det nya kontots otpauth://-URI.",
  },
  differ: "De två skiljer sig åt: en gång till.",
};
