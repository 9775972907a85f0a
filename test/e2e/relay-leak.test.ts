/**
 * What a relay's operator, a thief of a disk, or whoever listens on the wire finds: nothing of any account.
 */
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseMemberId, parseVaultId } from "../../src/protocol/ids.ts";
import { parseJoinLink } from "../../src/protocol/join-link.ts";
import {
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  type Fleet,
  homeOf,
  issuersOf,
  startPairing,
  statusOf,
} from "../support/fleet.ts";
import { readTree } from "../support/program.ts";
import { spellings, spellingsOfBytes } from "../support/spellings.ts";
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

const SECRET_TEXT = "NVUW4ZLSMFWHG33NMV2GQ2LOM4QHI3DF";
const SECRET_BYTES = Buffer.from("mineralsomething tle");
const WORDS = [
  SECRET_TEXT,
  SECRET_TEXT.toLowerCase(),
  "Zanzibar Bank",
  "quentin@example.net",
  "tag-of-mine",
  "note-about-marzipan",
  "backup-code-4711",
  "laptop-of-quentin",
  "phone-of-quentin",
  "tablet-of-quentin",
  "renamed-by-quentin",
  "correct horse battery",
];

test("no account, name or secret is in the relay's files and log, on the wire, or in a linked device's files", async () => {
  const laptop = fleet.newHome();
  writeFileSync(laptop.file("passphrase"), "correct horse battery");
  await laptop.ok(["init", "--name", "laptop-of-quentin", "--passphrase-file", laptop.file("passphrase")]);
  await laptop.ok(["link", `${tap.url}#${fleet.relay.fingerprint}`]);
  const uri = `otpauth://totp/Zanzibar%20Bank:quentin%40example.net?secret=${SECRET_TEXT}&issuer=Zanzibar%20Bank`;
  await laptop.ok(["add", "-"], uri);
  writeFileSync(laptop.file("note"), "note-about-marzipan");
  writeFileSync(laptop.file("codes"), "backup-code-4711");
  const files = ["--note-file", laptop.file("note"), "--recovery-codes-file", laptop.file("codes")];
  await laptop.ok(["edit", "Zanzibar", ...files, "--tag", "tag-of-mine"]);

  const links: string[] = [];
  const [phone, tablet] = [fleet.newHome(), fleet.newHome()];
  for (const [device, name] of [
    [phone, "phone-of-quentin"],
    [tablet, "tablet-of-quentin"],
  ] as const) {
    const pairing = await startPairing(laptop);
    links.push(pairing.link);
    await device.ok(["join", "-", "--name", name, "--no-passphrase"], pairing.link);
    await pairing.ended;
  }
  // Everything that is ever sent: edits, a rename, a removal with its new key, and the snapshot under it.
  await phone.ok(["edit", "Zanzibar", "--tag", "another"]);
  await laptop.ok(["devices", "rename", "phone-of-quentin", "renamed-by-quentin"]);
  await converge(laptop, phone, tablet);
  await laptop.ok(["devices", "revoke", "tablet-of-quentin", "--yes"]);
  await phone.ok(["rm", "Zanzibar"]);
  await phone.ok(["undo"]);
  await converge(laptop, phone);
  expect(await issuersOf(phone)).toEqual(["Zanzibar Bank"]);
  const { vaultId, device } = await statusOf(laptop);
  await fleet.relay.stop();

  const { fromDevices, fromRelay } = tap.messages();
  const places = [
    ["wire", tap.raw()],
    ["frames of devices", Buffer.concat(fromDevices)],
    ["frames of the relay", Buffer.concat(fromRelay)],
    ["output", Buffer.from(fleet.relay.output())],
    ...[fleet.relay.directory, homeOf(laptop), homeOf(phone), homeOf(tablet)]
      .flatMap(readTree)
      .map(({ path, bytes }) => [path, bytes] as const),
  ] as const;

  // What is no secret is found there: the search sees what is said.
  const vault = parseVaultId(vaultId) ?? new Uint8Array();
  const member = parseMemberId(device?.memberId ?? "") ?? new Uint8Array();
  const holding = (bytes: Uint8Array): readonly string[] =>
    places
      .filter(([, content]) => content.includes(Buffer.from(bytes)))
      .map(([place]) => place.split("/").at(-1) ?? "");
  expect(holding(vault)).toEqual(
    expect.arrayContaining(["frames of devices", "frames of the relay", "relay.db"]),
  );
  expect(holding(member)).toEqual(expect.arrayContaining(["frames of devices", "relay.db"]));
  expect(fromDevices.length).toBeGreaterThan(20);
  expect(fleet.relay.output()).toContain("vault-opened");

  const joinSecrets = links.map((link) => {
    const parsed = parseJoinLink(link);
    return parsed.ok ? parsed.value.secret.expose() : new Uint8Array();
  });
  for (const secret of joinSecrets) expect(secret.length).toBeGreaterThanOrEqual(16);
  const wanted = [
    ...WORDS.map((text) => [text, spellings(text)] as const),
    ...[SECRET_BYTES, ...joinSecrets].map(
      (bytes) => [`bytes ${Buffer.from(bytes).toString("hex")}`, spellingsOfBytes(bytes)] as const,
    ),
  ];
  const found = places.flatMap(([place, content]) =>
    wanted
      .filter(([, spelled]) => spelled.some((spelling) => content.includes(spelling)))
      .map(([name]) => `${name} in ${place}`),
  );
  expect(found).toEqual([]);
});
