/**
 * What must hold in the end: the lies are over, every device is on, and time has passed until nothing happens any more.
 */
import type { Doc } from "yjs";
import { HoltFailure } from "../../src/protocol/errors.ts";
import { formatBase32 } from "../../src/protocol/bytes.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { readDevices } from "../../src/vault/devices.ts";
import { stateOf } from "../../src/vault/document.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import type { Account } from "../../src/vault/account.ts";
import { BAD, hasMarkOf, VOID } from "./attacks.ts";
import { ask, type SimDevice } from "./device.ts";
import { RELAY, superseded, type Write } from "./ledger.ts";
import { readStored, type StoredVault } from "./stored.ts";
import { EXISTS, pass, rootOf, start, type World } from "./world.ts";

const ROUNDS = 30;

/** Everyone tells the truth, everyone is there. */
export async function calmDown(world: World): Promise<void> {
  world.say("---- calm ----");
  world.liar.isOn = false;
  for (const other of new Set(world.forks.values())) other.end();
  world.forks.clear();
  world.bad.hand?.end();
  for (const relay of world.relays) {
    relay.isUp = true;
    relay.cutAll();
  }
  for (const device of world.devices) {
    if (world.gone.has(device.name)) continue;
    device.isOnline = true;
    device.skewMs = 0;
    device.lightFuse(0);
    device.refuseWrites(0);
    if (device.service() === undefined) await start(world, device);
    const service = device.service();
    if (service?.status().locked === true) await ask(service, "vault.unlock", { passphrase: "" });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const device of world.devices) if (!isQuiet(device)) nudge(device);
    await pass(world, 10_000);
    if (world.devices.every(isQuiet)) break;
  }
  // Beats, snapshots that are due, and what follows from them.
  await pass(world, 150_000);
  for (const device of world.devices) if (!isQuiet(device)) nudge(device);
  await pass(world, 60_000);
}

function isQuiet(device: SimDevice): boolean {
  const link = device.service()?.status().link;
  return link === undefined || link.state === "revoked" || (link.state === "online" && link.pending === 0);
}

function nudge(device: SimDevice): void {
  const service = device.service();
  if (service === undefined) return;
  ask(service, "sync.now", { wait: false, timeoutSeconds: 8 }).catch((thrown: unknown) => {
    if (!(thrown instanceof HoltFailure)) throw thrown;
  });
}

interface Ended {
  readonly device: SimDevice;
  readonly state: string;
  readonly stored: StoredVault;
  readonly digest: string;
}

/** Empty where all is well. */
export async function judge(world: World): Promise<readonly string[]> {
  const wrong = [...world.wrong];
  if (world.tap.leaks() > 0) wrong.push(`${world.tap.leaks()} messages said something in plain`);
  const ended = await endOf(world);
  const present = ended.filter(({ state }) => state !== "revoked");
  const inStep = present.filter(({ state }) => state === "online null");
  const [first] = inStep;
  for (const { device, state } of present) {
    if (state !== "online null") wrong.push(`${device.name} ends ${state}`);
  }
  if (first === undefined) return present.length === 0 ? wrong : [...wrong, "nobody is in step"];
  for (const other of inStep) {
    if (other.digest !== first.digest) {
      const [ours, theirs] = [first, other].map(({ stored }) => stored.record.home?.url);
      const where = ours === theirs ? "" : `: ${ours} and ${theirs}`;
      wrong.push(`${first.device.name} and ${other.device.name} differ${where}`);
      if (process.env.HOLT_SIM_DUMP !== undefined) dump(first.stored.doc, other.stored.doc);
    }
    if (other.stored.pending > 0) wrong.push(`${other.device.name} has ${other.stored.pending} drafts left`);
  }
  const holders = new Set([RELAY, ...inStep.map(({ device }) => device.name)]);
  wrong.push(...judgeWrites(world, first.stored, holders));
  for (const { stored } of ended) stored.doc.destroy();
  return wrong;
}

async function endOf(world: World): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (const device of world.devices) {
    const link = device.service()?.status().link;
    if (world.gone.has(device.name) || link === undefined) continue;
    device.stop();
    const stored = await readStored(world.tools, device);
    const digest = Buffer.from(digestOf(world.tools.sodium, stored.doc)).toString("hex");
    const state = link.state === "revoked" ? "revoked" : `${link.state} ${link.error}`;
    ended.push({ device, state, stored, digest });
  }
  return ended;
}

/** What was answered is there, and nothing that nobody wrote. */
function judgeWrites(world: World, { doc }: StoredVault, holders: ReadonlySet<string>): readonly string[] {
  const wrong: string[] = [];
  const { ledger, accounts: facts, counters } = world;
  const accounts = readAccounts(doc);
  const byRoot = Map.groupBy(accounts, (account) => rootOf(account) ?? "");
  const ids = new Set(accounts.map(({ id }) => id));
  const isDemanded = ({ isAnswered, holders: having }: Write): boolean =>
    isAnswered && [...having].some((name) => holders.has(name));
  const demanded = ledger.writes().filter(isDemanded);
  const gone = superseded(demanded);
  const last = (text: string): string => text.slice(-8);
  // What is purged while somebody restores it is the restored account alone: edits of the old one may go with it.
  const purgedRoots = new Set(
    ledger
      .writes()
      .flatMap(({ field, root, value }) => (field === EXISTS && facts.purged.has(value) ? [root] : [])),
  );

  for (const write of demanded) {
    if (write.field !== EXISTS || gone.has(write) || ids.has(write.value)) continue;
    if (facts.purged.has(write.value) || facts.restored.has(write.value)) continue;
    if (facts.mayBeLifted && byRoot.has(write.root)) continue;
    wrong.push(`lost: the account ${last(write.root)} of ${write.by}`);
  }
  for (const write of demanded) {
    if (write.field !== "tag" || facts.tagsTaken.has(`${write.root}|${write.value}`)) continue;
    const copies = byRoot.get(write.root) ?? [];
    if (purgedRoots.has(write.root)) continue;
    if (copies.length > 0 && !copies.some(({ tags }) => tags.includes(write.value))) {
      wrong.push(`lost: ${last(write.value)} on ${last(write.root)}`);
    }
  }
  const fields = Map.groupBy(
    ledger.writes().filter(({ field }) => field !== EXISTS && field !== "tag"),
    ({ root, field }) => `${root}|${field}`,
  );
  const devices = readDevices(doc);
  for (const [name, written] of fields) {
    const [root = "", field = ""] = name.split("|");
    const shown = root.startsWith("device ")
      ? [devices.get(root.slice(7))?.name ?? ""]
      : (byRoot.get(root) ?? []).map((account) => valueOf(account, field));
    const isHidden = field === "note" || field === "secret";
    if (shown.length === 0 || purgedRoots.has(root) || (isHidden && facts.hiddenUnsure.has(root))) continue;
    const possible = new Set(written.filter((write) => !gone.has(write)).map(({ value }) => value));
    if (shown.some((value) => possible.has(value)) || !written.some(isDemanded)) continue;
    const expected = [...possible].map(last).join(" or ");
    wrong.push(`lost: ${field} of ${last(root)} is ${shown.map(last).join(", ")}, not ${expected}`);
  }
  for (const { root, counter, by } of counters.shown()) {
    const copies = byRoot.get(root) ?? [];
    if (!holders.has(by) || copies.length === 0) continue;
    if (!copies.some((account) => account.counter > counter)) {
      wrong.push(`${by} showed counter ${counter} of ${last(root)}, which is next again`);
    }
  }
  for (const value of ledger.refusedValues()) {
    const isThere = accounts.some((account) => [account.issuer, account.name, account.note].includes(value));
    if (isThere) wrong.push(`${last(value)} was refused, and is there`);
  }
  const unmade = (byRoot.get("") ?? []).filter(({ issuer }) => issuer !== BAD);
  if (unmade.length > 0) wrong.push("there is an account that nobody made");
  if (hasMarkOf(doc, VOID)) wrong.push("what breaks the rules was taken");
  return wrong;
}

function valueOf(account: Account, field: string): string {
  switch (field) {
    case "issuer":
    case "name":
      return account[field];
    case "note":
      return account.note ?? "";
    default:
      return account.otp === null ? "" : formatBase32(account.otp.secret);
  }
}

export const memberOf = (id: Parameters<typeof formatId>[0]): string => formatId(id);

/** For whoever looks into a failure. */
function dump(...docs: readonly Doc[]): void {
  for (const doc of docs) {
    const content = { accounts: doc.getMap("accounts").toJSON(), devices: doc.getMap("devices").toJSON() };
    process.stderr.write(`${JSON.stringify(content, null, 1)}\n${JSON.stringify([...stateOf(doc)])}\n`);
  }
}
