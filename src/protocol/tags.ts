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
  rosterEntry: "holt/1 roster entry",
  rosterHash: "holt/1 roster hash",
  keyring: "holt/1 keyring",
  keyFile: "holt/1 key file",
  stored: "holt/1 stored",
} as const;

export type Tag = (typeof TAGS)[keyof typeof TAGS];
