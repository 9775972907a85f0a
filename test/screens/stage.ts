/**
 * What is in the pictures: two devices of one person, their relay, accounts of nobody with secrets that everybody
 * knows, and a backup. Real processes, in throwaway directories.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveRelay } from "../support/fleet-relay.ts";
import { startLines } from "../support/line-process.ts";
import { createProgram, type Program } from "../support/program.ts";

export interface Stage {
  readonly laptop: Program;
  /** Without a vault. */
  readonly newcomer: Program;
  end(): Promise<void>;
}

const PASSPHRASE = "correct horse battery staple";
/** Base32, made of the name. */
const secretOf = (issuer: string): string =>
  issuer
    .toUpperCase()
    .replaceAll(/[^A-Z]/gu, "")
    .padEnd(32, "NOTASECRET");
const ACCOUNTS = [
  ["Acorn Mail", "sven@example.org", ""],
  ["Birchbank", "4711-0815", "&digits=8"],
  ["Cobalt Cloud", "root@cobalt.example", ""],
  ["Driftwood Git", "sven", ""],
  ["Ember Forum", "svenne", ""],
  ["Fjord Energy", "sven@example.org", "&period=60"],
  ["Gitwerk", "sven@gitwerk.example", ""],
  ["Harbour VPN", "sven", ""],
  ["Juniper Health", "19470101", ""],
  ["Kelp Social", "@sven", ""],
  ["Lantern News", "sven@example.org", ""],
] as const;
const COUNTER = `otpauth://hotp/Moss%20Library:card%2012?secret=${secretOf("Moss Library")}&issuer=Moss%20Library&counter=7`;

export async function setStage(): Promise<Stage> {
  const [laptop, phone, newcomer] = [createProgram(), createProgram(), createProgram()];
  const relayHome = mkdtempSync(join(tmpdir(), "holt-screens-"));
  const relay = await serveRelay({
    directory: join(relayHome, "relay"),
    env: { ...laptop.env, HOME: relayHome, HOLT_HOME: join(relayHome, "h") },
  });
  const end = async (): Promise<void> => {
    await Promise.all([laptop, phone, newcomer].map((program) => program.stop()));
    await relay.stop();
    rmSync(relayHome, { recursive: true, force: true });
  };
  try {
    await fillVault(laptop);
    await laptop.ok(["link", relay.address]);
    const pairing = startLines(["pair", "--json", "--yes"], laptop.env);
    const { link } = await pairing.next<{ link: string }>();
    await phone.ok(["join", "-", "--name", "phone", "--no-passphrase"], link);
    await pairing.ended;
    await phone.ok(["sync"]);
    await laptop.ok(["rm", "ember"]);
    await backUp(laptop, phone);
    return { laptop, newcomer, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function fillVault(laptop: Program): Promise<void> {
  const passphrase = laptop.file("passphrase");
  writeFileSync(passphrase, PASSPHRASE);
  await laptop.ok(["init", "--name", "laptop", "--passphrase-file", passphrase]);
  const uris = ACCOUNTS.map(([issuer, name, more]) => {
    const path = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
    return `otpauth://totp/${path}?secret=${secretOf(issuer)}&issuer=${encodeURIComponent(issuer)}${more}`;
  });
  writeFileSync(laptop.file("accounts.txt"), [...uris, COUNTER].join("\n"));
  await laptop.ok(["import", laptop.file("accounts.txt")]);
  await laptop.ok(["edit", "driftwood", "--pin"]);
  await laptop.ok(["edit", "birchbank", "--tag", "money"]);
}

/** The phone says yes to it. */
async function backUp(laptop: Program, phone: Program): Promise<void> {
  const words = laptop.file("words");
  const enabling = laptop.ok(["backup", "enable", "--yes", "--words-out", words, "--no-recovery-passphrase"]);
  const answering = (async () => {
    let [request] = await phone.json<readonly { id: string }[]>(["requests"]);
    while (request === undefined) {
      await phone.ok(["sync"]);
      [request] = await phone.json<readonly { id: string }[]>(["requests"]);
    }
    await phone.ok(["approve", request.id]);
  })();
  await Promise.all([enabling, answering]);
}
