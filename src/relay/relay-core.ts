/**
 * Everything that the sessions of one relay share. Knows no socket: whoever has connections makes sessions of them.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Refusal } from "../protocol/messages.ts";
import { NONCE_BYTES } from "../protocol/handshake.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { Verifying } from "../protocol/roster.ts";
import type { Random } from "../protocol/sodium.ts";
import { type BackOff, createBackOff } from "./back-off.ts";
import { createErasures, type Erasures } from "./erasures.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { createMailboxes, type Mailboxes } from "./mailboxes.ts";
import type { Meter } from "./meter.ts";
import type { RelayKey } from "./relay-key.ts";
import { describeBug, type Log } from "./relay-log.ts";
import type { RelayStore } from "./relay-store.ts";
import { type Buckets, createBuckets } from "./token-bucket.ts";
import { createScrub, type Scrub } from "./scrub.ts";
import type { VaultPolicy } from "./vault-facts.ts";
import { createVaults, type Vaults } from "./vaults.ts";

export interface RelayCore {
  readonly sodium: Verifying;
  readonly random: Random;
  readonly now: () => number;
  readonly store: RelayStore;
  readonly key: RelayKey;
  readonly relayKey: Uint8Array;
  readonly policy: VaultPolicy;
  readonly isOpenToAll: boolean;
  readonly log: Log;
  /** What may be written down of an address. */
  readonly whereIs: (address: string) => { readonly address?: string };
  /** Of a session that is ended. Not more than can be read: whoever connects often enough would fill the disk. */
  readonly logRefusal: (reason: Refusal, address: string) => void;
  readonly meter: Meter;
  readonly commits: GroupCommit;
  readonly vaults: Vaults;
  readonly mailboxes: Mailboxes;
  readonly failures: BackOff;
  /** Of recovery logins, by the hash of the handle that they name, whether there is such a one or not. */
  readonly handleFailures: BackOff;
  readonly erasures: Erasures;
  readonly scrub: Scrub;
  readonly buckets: Readonly<
    Record<
      "memberPushes" | "vaultPushes" | "appends" | "signals" | "posts" | "opens" | "joins" | "points",
      Buckets
    >
  >;
  readonly drawNonce: () => Uint8Array;
  /** Does opening a vault take a token? */
  isClosed(): Promise<Result<boolean, HoltError>>;
  readonly onErasure: () => void;
  /** For work that goes on by itself: what it throws is a bug. */
  readonly track: (work: Promise<void>) => void;
}

export interface CoreOptions extends Pick<
  RelayCore,
  "sodium" | "random" | "now" | "store" | "key" | "policy" | "isOpenToAll" | "log" | "meter"
> {
  readonly logsAddresses: boolean;
}

const REFUSAL_LINES = { burst: 100, perSecond: 2 };

export function createRelayCore(options: CoreOptions): RelayCore {
  const { sodium, random, now, store, key, policy, isOpenToAll, log, meter } = options;
  const { limits } = policy;
  const onBug = (thrown: unknown): void => log("bug", describeBug(thrown));
  const commits = createGroupCommit({ store, now, meter, onBug });
  const track = (work: Promise<void>): void => void work.catch(onBug);
  const onErasure = (): void => track(erasures.run());
  const vaults = createVaults({ sodium, store, commits, policy, now, onErasure });
  const lines = createBuckets(REFUSAL_LINES);
  let unsaid = 0;
  const whereIs = (address: string) => (options.logsAddresses ? { address } : {});
  const core: Omit<RelayCore, "erasures" | "onErasure"> = {
    ...options,
    relayKey: key.publicKey,
    whereIs,
    logRefusal(reason, address) {
      if (lines.take("", now()) > 0) unsaid++;
      else {
        log("refused", { reason, ...whereIs(address), ...(unsaid > 0 && { unsaid }) });
        unsaid = 0;
      }
    },
    commits,
    vaults,
    mailboxes: createMailboxes({ store, now, limits }),
    failures: createBackOff(limits.freeFailures),
    handleFailures: createBackOff(limits.freeFailures),
    buckets: {
      memberPushes: createBuckets(limits.pushesPerMember),
      vaultPushes: createBuckets(limits.pushesPerVault),
      appends: createBuckets(limits.appendsPerMember),
      signals: createBuckets(limits.signalsPerMember),
      posts: createBuckets(limits.postsPerSide),
      opens: createBuckets(limits.opensPerAddress),
      joins: createBuckets(limits.joinsPerAddress),
      points: createBuckets(limits.pointsPerMember),
    },
    drawNonce: () => random(NONCE_BYTES),
    isClosed: async () => (isOpenToAll ? store.isClosed() : ok(true)),
    track,
    scrub: createScrub({ store, log }),
  };
  const erasures = createErasures({ ...core, onErasure });
  return { ...core, erasures, onErasure };
}
