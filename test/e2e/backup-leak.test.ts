/**
 * What a relay's operator, or whoever has its files, finds of a backup: nothing of accounts, words, passphrase or handle;
 * and of one that was turned off, not one byte of what was stored.
 */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  type Fleet,
  issuersOf,
} from "../support/fleet.ts";
import { readTree } from "../support/program.ts";
import { spellings } from "../support/spellings.ts";
import { tapWire, type WireTap } from "../support/wire-tap.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
let tap: WireTap;
beforeEach(async () => {
  fleet = await createFleet();
  tap = await tapWire(fleet.relay.port);
});
afterEach(async () => {
  await tap.stop();
  await fleet.end();
});

/** Every envelope that the relay holds now: the bytes behind what its roster names, too. */
function storedEnvelopes(): readonly Buffer[] {
  const database = new SqliteDatabase(join(fleet.relay.directory, "relay.db"), { readonly: true });
  const rows = database
    .prepare("SELECT envelope FROM record WHERE envelope IS NOT NULL UNION ALL SELECT envelope FROM point")
    .pluck()
    .all() as readonly Buffer[];
  database.close();
  return rows.map((bytes) => bytes.subarray(-96));
}

const filesOfRelay = (): Buffer => Buffer.concat(readTree(fleet.relay.directory).map(({ bytes }) => bytes));

test("neither words, passphrase, handle nor accounts are at the relay or on the wire; deleted, nothing of it is", async () => {
  const laptop = await fleet.found("laptop");
  await addAccount(laptop, "Zanzibar Bank");
  const [words, passphrase] = [laptop.file("words"), laptop.file("passphrase")];
  const relay = `${tap.url}#${fleet.relay.fingerprint}`;
  const out = ["--words-out", words, "--recovery-passphrase-out", passphrase, "--handle", "quentin"];
  await laptop.ok(["backup", "enable", "--yes", "--relay", relay, ...out]);
  await addAccount(laptop, "Yukon Mail");
  await laptop.ok(["backup", "verify", "--recovery-passphrase-file", passphrase]);
  const phone = fleet.newHome();
  const recovering = [
    "recover",
    "--relay",
    relay,
    "--words-file",
    words,
    "--name",
    "phone",
    "--no-passphrase",
  ];
  await phone.ok([...recovering, "--yes"]);
  await converge(laptop, phone);
  const secrets = [
    readFileSync(words, "utf8").trim(),
    readFileSync(words, "utf8").trim().split(" ").slice(0, 4).join(" "),
    readFileSync(passphrase, "utf8").trim(),
    "quentin",
    "Zanzibar Bank",
    "Yukon Mail",
  ];
  const stored = storedEnvelopes();
  expect(stored.length).toBeGreaterThan(2);
  const places = [
    filesOfRelay(),
    Buffer.from(fleet.relay.output()),
    ...tap.messages().fromDevices,
    ...tap.messages().fromRelay,
  ];
  for (const secret of secrets) {
    for (const spelling of spellings(secret)) {
      const found = places.some((bytes) => bytes.includes(spelling)) ? secret : "nothing";
      expect(found).toBe("nothing");
    }
  }

  const off = await phone.json<{ state: string; receipt: { what: string } | null }>([
    "backup",
    "disable",
    "--keep-sync",
    "--yes",
    "--confirm-words-file",
    words,
  ]);
  expect(off).toMatchObject({ state: "off", receipt: { what: "backup" } });
  const files = filesOfRelay();
  for (const envelope of stored) expect(files.includes(envelope)).toBe(false);
  await converge(laptop, phone);
  for (const device of [laptop, phone]) {
    expect((await issuersOf(device)).toSorted()).toEqual(["Yukon Mail", "Zanzibar Bank"]);
  }
});
