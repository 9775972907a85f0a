/**
 * Every domain tag of the protocol, in one place: what is hashed, signed or sealed for one purpose never counts
 * for another (docs/SPEC.md [TG1]).
 *
 * A tag is ASCII, at most 255 bytes, and is never given a second meaning.
 */
export const TAGS = {
  memberSign: "holt/1 member sign",
  memberBox: "holt/1 member box",
  memberId: "holt/1 member id",
  clientId: "holt/1 client id",
  epochCommitment: "holt/1 epoch commitment",
  epochBox: "holt/1 epoch box",
  epochChain: "holt/1 epoch chain",
  rosterEntry: "holt/1 roster entry",
  rosterHash: "holt/1 roster hash",
  join: "holt/1 join",
  keyring: "holt/1 keyring",
  keyFile: "holt/1 key file",
  keyWrap: "holt/1 key wrap",
  stored: "holt/1 stored",
  relayHello: "holt/1 relay hello",
  login: "holt/1 login",
  relayFingerprint: "holt/1 relay fingerprint",
  memberFingerprint: "holt/1 member fingerprint",
  logStart: "holt/1 log start",
  logNext: "holt/1 log next",
  envelopeHash: "holt/1 envelope hash",
  envelopeId: "holt/1 envelope id",
  envelope: "holt/1 envelope",
  envelopeKey: "holt/1 envelope key",
  signal: "holt/1 signal",
  signalKey: "holt/1 signal key",
  mailboxId: "holt/1 mailbox id",
  mailboxKey: "holt/1 mailbox key",
  mailbox: "holt/1 mailbox",
  installation: "holt/1 installation",
  syncRecord: "holt/1 sync record",
  handle: "holt/1 handle",
  recoverySalt: "holt/1 recovery salt",
  receipt: "holt/1 receipt",
  documentDigest: "holt/1 document digest",
} as const;

export type Tag = (typeof TAGS)[keyof typeof TAGS];
