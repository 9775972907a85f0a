/**
 * What the command line says to a relay's operator, in Swedish.
 */
import type { enRelay } from "./en-relay.ts";

export const svRelay: typeof enRelay = {
  listening: (url) => `lyssnar på ${url}`,
  fingerprint: (fingerprint) => `fingeravtryck ${fingerprint}`,
  plainForOthers:
    "reläet nås utifrån utan TLS: ge folk fingeravtrycket med adressen, annars kan vem som helst däremellan vara reläet; sätt TLS framför det, eller ge det --tls-cert och --tls-key",
  noVaults: "inga valv",
  askRemove: (vault) => `radera valvet ${vault} och allt som är lagrat om det?`,
  removed: (vault) => `raderade valvet ${vault}`,
  tokenOnce:
    "denna token öppnar ett valv här och visas inte igen; utan en sådan öppnar nu ingen ett valv här",
  noTokens: "inga tokens",
  revoked: (token) => `återkallade token ${token}`,
  reopened: "alla som når reläet får öppna ett valv här",
  columns: {
    vault: "valv",
    records: "poster",
    bytes: "byte",
    members: "medlemmar",
    points: "tidpunkter",
    opened: "öppnat",
    written: "senast skrivet",
    token: "token",
    made: "skapad",
    used: "använd",
  },
};
