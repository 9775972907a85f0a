/**
 * What an operator's commands do to a relay that serves from the same directory.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { formatId } from "../../src/protocol/ids.ts";
import { createRequestHandler } from "../../src/relay/http-endpoints.ts";
import { addToken, findVault, listVaults, removeVault, reopen } from "../../src/relay/operator.ts";
import { logIn } from "../support/relay-client.ts";
import { enterVaultAt, openVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import { newVault, sodium, tools, value } from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

test("a vault that is removed ends its sessions soon, mailboxes and all, and those of no other vault", async () => {
  relay = await startTestRelay();
  const [vault, other] = [newVault(), newVault()];
  const session = await openVaultAt(relay, vault);
  const id = tools.random(32);
  session.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
  await session.client.next("mailbox-ready");
  const neighbour = await openVaultAt(relay, other);
  relay.pass(10_000);
  expect(value(await removeVault(relay.directory, formatId(vault.vaultId)))).toBe(formatId(vault.vaultId));
  relay.pass(10_000);
  expect(await session.client.next("refused")).toMatchObject({ what: null, reason: "storage" });
  await session.client.closed;
  expect(neighbour.client.socket.readyState).toBe(1);
  const again = await relay.connect();
  await logIn(again, sodium, { member: vault.founder });
  await again.next("unknown");
  expect(value(await listVaults(relay.directory)).map(({ vaultId }) => formatId(vaultId))).toEqual([
    formatId(other.vaultId),
  ]);
});

test("a vault is named by the beginning of its id, if that is one vault's alone", async () => {
  relay = await startTestRelay();
  const vaults = [];
  for (let count = 0; count < 40; count++) vaults.push(newVault());
  for (const vault of vaults) await openVaultAt(relay, vault);
  const ids = vaults.map(({ vaultId }) => formatId(vaultId));
  const letters = ids.map(([letter = ""]) => letter);
  const shared = letters.find((letter, index) => letters.indexOf(letter) !== index) ?? "";
  expect(value(await findVault(relay.directory, shared))).toBeUndefined();
  expect(value(await findVault(relay.directory, ""))).toBeUndefined();
  const found = value(await findVault(relay.directory, (ids[0] ?? "").slice(0, 12)));
  expect(found && formatId(found.vaultId)).toBe(ids[0]);
});

test("tokens close and open a relay while it serves", async () => {
  relay = await startTestRelay();
  const token = new TextEncoder().encode(value(await addToken(relay.directory, 0)));
  const vault = newVault();
  const client = await relay.connect();
  await logIn(client, sodium, { member: vault.founder });
  expect(await client.next("unknown")).toMatchObject({ isClosed: true });
  await openVaultAt(relay, vault, { token });
  value(await reopen(relay.directory));
  await openVaultAt(relay, newVault());
  await enterVaultAt(relay, vault.founder);
});

test("a store that can't be written to is not ready", async () => {
  relay = await startTestRelay();
  const handle = createRequestHandler({
    isReady: () => Promise.resolve(false),
    metrics: undefined,
    isMetricsOpen: false,
  });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([answer.status, await answer.text()]).toEqual([503, "not ready\n"]);
  server.close();
});
