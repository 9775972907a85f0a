/**
 * The real relay (src/relay) without sockets: its core over a database in memory, which can be copied, set back, wiped
 * and doubled, as no honest operator would do.
 */
import SqliteDatabase, { type Database } from "better-sqlite3";
import { relayHelloMessage } from "../../src/protocol/handshake.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { Sodium } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { DEFAULT_LIMITS, type RelayLimits } from "../../src/relay/limits.ts";
import { noMeter } from "../../src/relay/meter.ts";
import { receiptMessage } from "../../src/protocol/receipt.ts";
import { DEFAULT_POINTS } from "../../src/relay/points.ts";
import { createRelayCore, type RelayCore } from "../../src/relay/relay-core.ts";
import { migrate } from "../../src/relay/relay-schema.ts";
import { type Connection, Session } from "../../src/relay/session.ts";
import { createSqliteRelayStore } from "../../src/relay/sqlite-relay-store.ts";
import { createUpkeep, type Upkeep } from "../../src/relay/upkeep.ts";
import type { Dice } from "./dice.ts";

/** All that the relay holds at one moment. */
export type RelayImage = Buffer;

export interface RelayHost {
  readonly name: string;
  readonly url: string;
  readonly relayKey: Uint8Array;
  isUp: boolean;
  readonly store: () => RelayCore["store"];
  open(connection: Connection): Session;
  /** The connection is gone. */
  closed(session: Session): void;
  image(): Promise<RelayImage>;
  /** Ends all sessions, and goes on from there; null: from nothing. */
  become(image: RelayImage | null): Promise<void>;
  /** Another relay with the same key and the same past. */
  double(name: string): Promise<RelayHost>;
  /** What is due by the clock. */
  tick(): Promise<void>;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
  cutAll(): void;
  end(): void;
}

export interface HostPlace {
  readonly sodium: Sodium;
  readonly dice: Dice;
  /** Epoch ms. */
  readonly now: () => number;
  readonly limits: Partial<RelayLimits>;
  /** What must not happen did. */
  readonly onBug: (facts: unknown) => void;
}

interface Running {
  readonly database: Database;
  readonly core: RelayCore;
  readonly upkeep: Upkeep;
}

/** `key`: relays with the same one are one to their devices. */
export function createRelayHost(
  place: HostPlace,
  {
    name,
    key = name,
    image = null,
  }: { readonly name: string; readonly key?: string; readonly image?: RelayImage | null },
): RelayHost {
  const { sodium, dice, now } = place;
  const keys = sodium.signKeyPair(dice.child(`relay key ${key}`).bytes(32));
  const signSecret = new Secret(keys.secretKey);
  const { bytes: random } = dice.child(`relay ${name}`);
  const sessions = new Map<Session, Connection>();

  const run = (from: RelayImage | null): Running => {
    const database = new SqliteDatabase(from ?? ":memory:");
    // As relay-database.ts opens it: what is deleted is overwritten.
    database.pragma("secure_delete = ON");
    migrate(database);
    const core = createRelayCore({
      sodium,
      random,
      now,
      store: createSqliteRelayStore(database, ":memory:"),
      key: {
        publicKey: keys.publicKey,
        signHello: (hello) =>
          sign(sodium, { tag: TAGS.relayHello, message: relayHelloMessage(hello), secretKey: signSecret }),
        signReceipt: (receipt) =>
          sign(sodium, { tag: TAGS.receipt, message: receiptMessage(receipt), secretKey: signSecret }),
      },
      policy: {
        limits: { ...DEFAULT_LIMITS, ...place.limits },
        relayKey: keys.publicKey,
        allowsBackups: true,
        points: DEFAULT_POINTS,
      },
      isOpenToAll: true,
      logsAddresses: false,
      log: (event, facts) => {
        if (event === "bug") place.onBug(facts);
      },
      meter: noMeter,
    });
    return { database, core, upkeep: createUpkeep(core) };
  };
  let running = run(image);

  const settle = async (): Promise<void> => {
    await turn();
    await running.core.commits.idle();
    await turn();
  };
  const cutAll = (): void => {
    for (const connection of sessions.values()) connection.cut();
  };
  const host: RelayHost = {
    name,
    url: `wss://${key}.example.org`,
    relayKey: keys.publicKey,
    isUp: true,
    store: () => running.core.store,
    open: (connection) => {
      const session = new Session(running.core, connection);
      sessions.set(session, connection);
      return session;
    },
    closed: (session) => {
      sessions.delete(session);
      session.disconnected();
    },
    image: async () => {
      await settle();
      return running.database.serialize();
    },
    become: async (next) => {
      await settle();
      cutAll();
      await settle();
      running.database.close();
      running = run(next);
    },
    double: async (other) => createRelayHost(place, { name: other, key, image: await host.image() }),
    tick: async () => {
      for (const session of sessions.keys()) session.tick(now());
      await running.upkeep.tick(now());
    },
    settle,
    cutAll,
    end: () => {
      cutAll();
      running.database.close();
    },
  };
  return host;
}

/** Everything that was promised has come. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
