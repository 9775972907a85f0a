/**
 * What one relay lets others use up: connections, bytes, records, time (docs/SPEC.md [RD12]).
 *
 * Numbers only. The defaults let every honest device through, a burst after weeks offline included, and bound what
 * one address, one vault or one member can cost.
 */
import { MAX_EARLY_BYTES } from "../protocol/messages.ts";

/** A bucket that holds `burst` and gets `perSecond` back. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface RelayLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Until a login, or a place in a mailbox. */
  readonly loginWithinMs: number;
  readonly earlyBytes: number;
  /** Of all connections: what is no message yet, and what waits to be taken in. */
  readonly incomingBytes: number;
  readonly waitingBytesOfAll: number;
  /** What may wait to be taken in by one connection: at most, and for long. */
  readonly waitingBytes: number;
  readonly slowBytes: number;
  readonly slowMs: number;
  readonly pingEveryMs: number;

  readonly vaults: number;
  /** Envelopes kept under one epoch; a new epoch begins anew, so that whoever was removed used nothing up. */
  readonly bytesPerVault: number;
  readonly recordsPerVault: number;
  /** Envelopes of all epochs, in multiples of these. */
  readonly epochsPerVault: number;
  readonly entriesPerVault: number;
  /** A roster has to fit into the one message that opens a vault. */
  readonly rosterBytesPerVault: number;
  readonly snapshotsPerDay: number;
  /** How long what a snapshot covers is kept. */
  readonly retainMs: number;
  /** How long an erasure by one signature alone waits, so that others can reject it. */
  readonly eraseDelayMs: number;

  readonly mailboxes: number;
  readonly mailboxesPerVault: number;

  readonly pushesPerMember: Rate;
  readonly pushesPerVault: Rate;
  readonly appendsPerMember: Rate;
  readonly signalsPerMember: Rate;
  /** What the two sides of mailboxes ask for. */
  readonly postsPerSide: Rate;
  readonly opensPerAddress: Rate;
  readonly joinsPerAddress: Rate;
  /** Points in time that a member asks for. */
  readonly pointsPerMember: Rate;
  /** Wrong logins of one address that cost it nothing yet. */
  readonly freeFailures: number;
  /** Buckets and caps of an address don't bind programs of this machine. */
  readonly isLoopbackFree: boolean;
}

const MIB = 1024 * 1024;
export const DAY_MS = 24 * 60 * 60 * 1000;

export const DEFAULT_LIMITS: RelayLimits = {
  connections: 20_000,
  connectionsPerAddress: 200,
  loginWithinMs: 10_000,
  earlyBytes: MAX_EARLY_BYTES,
  incomingBytes: 512 * MIB,
  waitingBytesOfAll: 1024 * MIB,
  waitingBytes: 80 * MIB,
  slowBytes: 16 * MIB,
  slowMs: 30_000,
  pingEveryMs: 30_000,
  vaults: 100_000,
  bytesPerVault: 256 * MIB,
  recordsPerVault: 500_000,
  epochsPerVault: 4,
  entriesPerVault: 10_000,
  rosterBytesPerVault: 3.5 * MIB,
  snapshotsPerDay: 50,
  retainMs: 30 * DAY_MS,
  eraseDelayMs: 7 * DAY_MS,
  mailboxes: 10_000,
  mailboxesPerVault: 8,
  pushesPerMember: { burst: 30_000, perSecond: 100 },
  pushesPerVault: { burst: 60_000, perSecond: 500 },
  appendsPerMember: { burst: 200, perSecond: 0.2 },
  signalsPerMember: { burst: 60, perSecond: 5 },
  postsPerSide: { burst: 100, perSecond: 1 },
  opensPerAddress: { burst: 20, perSecond: 0.02 },
  joinsPerAddress: { burst: 30, perSecond: 0.5 },
  pointsPerMember: { burst: 60, perSecond: 0.5 },
  freeFailures: 4,
  isLoopbackFree: true,
};
