/**
 * A relay process that is killed while it erases: whenever that is, the next one ends with nothing left and a receipt.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseHex } from "../../src/protocol/bytes.ts";
import type { Member } from "../../src/protocol/keys.ts";
import { isReceiptSignedBy } from "../../src/protocol/receipt.ts";
import { confirming, erasing, holdsAnyOf } from "../support/relay-backups.ts";
import {
  connectRelay,
  followLog,
  lastPosition,
  logIn,
  openAt,
  type RelayClient,
} from "../support/relay-client.ts";
import { createOperator, type Operator } from "../support/relay-process.ts";
import {
  admitWords,
  follow,
  makeEnvelope,
  moveHome,
  newMember,
  newVault,
  sodium,
  type TestVault,
} from "../support/relay-vault.ts";

let operator: Operator;
beforeEach(() => {
  operator = createOperator();
});
afterEach(() => operator.remove());

async function until(client: RelayClient, position: number): Promise<void> {
  while (lastPosition(client.received) < position) await client.next("records");
}

async function enter(url: string, member: Member): Promise<RelayClient> {
  const client = await connectRelay(url);
  await logIn(client, sodium, { member });
  return client;
}

interface Kept {
  readonly vault: TestVault;
  readonly client: RelayClient;
  readonly stored: readonly Uint8Array[];
  /** What brings the erasure into force. */
  readonly entry: Uint8Array;
}

async function keepMuch(url: string, relayKey: Uint8Array): Promise<Kept> {
  const vault = newVault();
  const words = newMember();
  follow(vault, admitWords(vault, words));
  follow(vault, moveHome(vault, relayKey));
  const client = await connectRelay(url);
  await openAt(client, sodium, { member: vault.founder, entries: vault.entries });
  const stored = [];
  for (let count = 0; count < 40; count++) {
    const seen = followLog(sodium, client.received, relayKey).cursor;
    const kind = count % 8 === 0 ? "snapshot" : "update";
    const { bytes } = makeEnvelope(vault, { seen, kind, size: 20_000 });
    client.send({ type: "push", envelope: bytes });
    stored.push(bytes);
    await until(client, seen.position + 1);
  }
  client.send({ type: "append", entry: follow(vault, erasing(vault, "all")) });
  await until(client, vault.entries.length + stored.length);
  return { vault, client, stored, entry: confirming(vault, words) };
}

/** When it is killed, from the moment in which the erasure's confirmation was sent. */
const MOMENTS: readonly (readonly [string, (kept: Kept, url: string) => Promise<unknown>])[] = [
  ["as the entry is on its way", () => Promise.resolve()],
  [
    "as the entry is in the log",
    ({ client, vault, stored }) => until(client, vault.entries.length + stored.length),
  ],
  ["as the sessions end", ({ client }) => client.closed],
  [
    "as the receipt is there",
    async ({ client, vault }, url) => {
      await client.closed;
      await (await enter(url, vault.founder)).next("receipt");
    },
  ],
];

describe("[RD18] a relay process that is killed while it erases", () => {
  test.each(MOMENTS)(
    "%s",
    async (_, moment) => {
      const first = await operator.serve();
      const relayKey = parseHex(first.ready.relayKey) ?? new Uint8Array();
      const kept = await keepMuch(first.url, relayKey);
      expect(holdsAnyOf(operator.directory, kept.stored)).toBe(true);
      kept.client.send({ type: "append", entry: kept.entry });
      await moment(kept, first.url).catch(() => {});
      await first.end("SIGKILL");

      const second = await operator.serve();
      const { vault, stored } = kept;
      let client = await enter(second.url, vault.founder);
      const { position } = await client.next("synced");
      if (position > vault.entries.length) {
        // The entry hadn't arrived, or wasn't carried out yet.
        client.send({ type: "append", entry: kept.entry });
        await client.closed;
        client = await enter(second.url, vault.founder);
      }
      const receipt = await client.next("receipt");
      expect(isReceiptSignedBy(sodium, { ...receipt, vaultId: vault.vaultId }, relayKey)).toBe(true);
      expect(holdsAnyOf(operator.directory, stored)).toBe(false);
      const { items } = followLog(sodium, client.received, relayKey);
      expect(items.map(({ kind }) => kind)).toEqual(vault.entries.map(() => "entry"));
      await second.end();
      expect(holdsAnyOf(operator.directory, stored)).toBe(false);
    },
    30_000,
  );
});
