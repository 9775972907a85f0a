import { afterEach, expect, test } from "vitest";
import { followLog, logIn, openAt } from "../support/relay-client.ts";
import { startTestRelay, type TestRelay } from "../support/relay.ts";
import { makeEnvelope, newVault, sodium } from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

test("a vault is opened by its roster, and what one device pushes comes back to it and to the others", async () => {
  relay = await startTestRelay();
  const vault = newVault();
  const first = await relay.connect();
  const { relayKey } = await openAt(first, sodium, { member: vault.founder, entries: vault.entries });
  const opened = followLog(sodium, first.received, relayKey);
  expect(opened.items.map(({ kind }) => kind)).toEqual(["entry"]);

  const second = await relay.connect();
  await logIn(second, sodium, { member: vault.founder });
  await second.next("synced");
  const envelope = makeEnvelope(vault, { seen: opened.cursor });
  first.send({ type: "push", envelope: envelope.bytes });
  await first.next("records");
  await first.next("records");
  await second.next("records");
  await second.next("records");
  for (const client of [first, second]) {
    const { items } = followLog(sodium, client.received, relayKey);
    expect(items.map(({ kind }) => kind)).toEqual(["entry", "envelope"]);
    expect(Buffer.from(items[1]?.bytes ?? [])).toEqual(Buffer.from(envelope.bytes));
  }
});
