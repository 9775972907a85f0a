/**
 * What the command line says to a relay's operator, in English.
 */
export const enRelay = {
  listening: (url: string): string => `listening on ${url}`,
  fingerprint: (fingerprint: string): string => `fingerprint ${fingerprint}`,
  plainForOthers:
    "this is reached from outside without TLS: give people the fingerprint with the address, or anyone between can be the relay; put TLS in front of it, or give it --tls-cert and --tls-key",
  noVaults: "no vaults",
  askRemove: (vault: string): string => `delete vault ${vault} and everything stored of it?`,
  removed: (vault: string): string => `deleted vault ${vault}`,
  tokenOnce:
    "this token opens one vault here, and is not shown again; without one, nobody opens a vault here now",
  noTokens: "no tokens",
  revoked: (token: string): string => `revoked token ${token}`,
  reopened: "anyone who reaches this relay may open a vault here",
  columns: {
    vault: "vault",
    records: "records",
    bytes: "bytes",
    members: "members",
    points: "points",
    opened: "opened",
    written: "last written",
    token: "token",
    made: "made",
    used: "used",
  },
};
