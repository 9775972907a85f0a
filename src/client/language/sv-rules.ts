/**
 * The vault's rules that a person can run into, in Swedish.
 */
import type { enRosterRules, enVoidReasons } from "./en-rules.ts";

export const svRosterRules: Readonly<Record<keyof typeof enRosterRules, string>> = {
  standing: "bara en fullvärdig medlem får göra det, och den här är inte bekräftad än",
  "own-proposal": "en annan medlem än den som bad om det måste bekräfta",
  "join-proposal": "en enhet avvisas genom att den tas bort",
  proposal: "inget sådant är öppet längre",
  "member-known": "den är redan medlem, eller har varit det",
  "member-limit": "valvet har så många medlemmar som det kan ha",
  "proposal-limit": "så många förfrågningar är öppna som det kan finnas",
  "remove-unknown": "den är ingen medlem",
  "last-member": "den är den sista medlemmen",
  "last-full": "den är den sista fullvärdiga medlemmen",
};

export const svVoidReasons: Readonly<Record<keyof typeof enVoidReasons, string>> = {
  "not-a-member": "avsändaren var inte medlem längre",
  signature: "signaturen är fel",
  epoch: "den är förseglad med en nyckel som inte gällde",
  unreadable: "den går inte att öppna",
  seen: "den hänvisar till något som inte fanns än",
  "too-large": "den är för stor",
  undecodable: "den är skadad",
  "foreign-content": "den innehåller sådant som inte hör hemma i ett valv",
  "wrong-client": "den skriver i en annan enhets namn",
  gap: "något före den saknas",
  "unknown-reference": "den hänvisar till något som ingen känner till",
  "bad-deletions": "den raderar något som ingen känner till",
  "too-costly": "den tar för lång tid att tillämpa",
};
