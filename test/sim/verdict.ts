/**
 * What must hold in the end, once everything is calm: all who are present hold the same, nothing that was answered is
 * lost, nothing was said in plain, and who was removed learns nothing more.
 *
 * Where somebody made that impossible on purpose, an alarm must have been raised, and each keeps what it has.
 */
import type { Doc } from "yjs";
import { formatId } from "../../src/protocol/ids.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { stateOf } from "../../src/vault/document.ts";
import { isEquivocation, isSnapshotLie } from "./attacks.ts";
import { isErasedHere } from "./backing-up.ts";
import type { SimDevice } from "./device.ts";
import { judgeErased } from "./erasing.ts";
import { RELAY } from "./ledger.ts";
import { isRelayHonest, type Trait } from "./plan.ts";
import { type Former, judgeRemovals } from "./removals.ts";
import { readStored, type StoredVault } from "./stored.ts";
import type { World } from "./world.ts";
import { judgeWrites } from "./writes-verdict.ts";

interface Ended {
  readonly device: SimDevice;
  /** Of its link, with the error. */
  readonly state: string;
  readonly stored: StoredVault;
  readonly digest: string;
}

const IN_STEP = "online null";
const REVOKED = "revoked";
const UNLINKED = "off null";
/** Nothing of it is at a relay any more, as people wanted. */
const ERASED = "erased";

/** Empty where all is well. */
export async function judge(world: World): Promise<readonly string[]> {
  const wrong = [...world.wrong];
  if (world.tap.leaks() > 0) wrong.push(`${world.tap.leaks()} messages said something in plain`);
  const ended = await endOf(world);
  // What a new generation makes again has another id.
  if (ended.some(isRenewed)) world.accounts.mayBeLifted = true;
  const inStep = ended.filter(({ state }) => state === IN_STEP);
  const stuck = ended.filter(({ state }) => state !== IN_STEP && state !== REVOKED);
  for (const one of stuck) {
    if (!isExcused(world, one)) wrong.push(`${one.device.name} ends ${one.state}`);
    wrong.push(...judgeWrites(world, one.stored, new Set([one.device.name])));
  }
  wrong.push(...judgeAlike(world, inStep), ...judgeAlarms(world), ...judgeRenewals(world, ended));
  const [first] = inStep;
  const isSplit = inStep.some((one) => first !== undefined && isToldToDiffer(world, first, one));
  for (const one of isSplit ? inStep : []) wrong.push(...judgeSplit(world, one, inStep));
  if (first !== undefined && !isSplit) {
    // What was erased there is with whoever had it.
    const relay = world.backup.isErasing ? [] : [RELAY];
    const holders = new Set([...relay, ...inStep.map(({ device }) => device.name)]);
    wrong.push(...judgeWrites(world, first.stored, holders));
  }
  if (first !== undefined) wrong.push(...(await judgeFormers(world, first, ended)));
  wrong.push(
    ...(await judgeErased(
      world,
      ended.map(({ state }) => state),
    )),
  );
  for (const { stored } of ended) stored.doc.destroy();
  world.bad.hand?.doc.destroy();
  return wrong;
}

/**
 * Where a member wrote under another's clientID, what stands there shuts out that one's own writing, and a field that it
 * had written over is gone: whoever was shown the true history first must still have it.
 */
function judgeSplit(world: World, { device, stored }: Ended, inStep: readonly Ended[]): readonly string[] {
  const holder = new Set([device.name]);
  const wrong = judgeWrites(world, stored, holder);
  const isForged = world.bad.attacks.has("a snapshot with another's writing");
  const isElsewhere = (): boolean =>
    inStep.some(({ stored: other }) => !judgeWrites(world, other, holder).some(isLoss));
  return isForged && isElsewhere() ? wrong.filter((text) => !isLoss(text)) : wrong;
}

const isLoss = (text: string): boolean => text.startsWith("lost:");

async function endOf(world: World): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (const device of world.devices) {
    const link = device.service()?.status().link;
    if (world.gone.has(device.name) || link === undefined) continue;
    const isErased = isErasedHere(device);
    device.stop();
    const stored = await readStored(world.tools, device);
    const digest = Buffer.from(digestOf(world.tools.sodium, stored.doc)).toString("hex");
    const usual = link.state === REVOKED ? REVOKED : `${link.state} ${link.error}`;
    const state = isErased ? ERASED : usual;
    ended.push({ device, state, stored, digest });
  }
  return ended;
}

/** What would hold a device keeps one that was unlinked from being linked again. */
function isExcused({ bad: { attacks }, plan: { traits } }: World, { device, state }: Ended): boolean {
  if (state === ERASED) return true;
  const isHeld = (by: string): boolean => state === `held ${by}` || state === UNLINKED;
  if (isHeld("wrong-key") && attacks.has("an epoch of its own")) return true;
  const hasAlarm = [...device.alarms.values()].some(({ type }) => type === "relay-fork");
  return (
    isHeld("roster-fork") && hasAlarm && (traits.has("fork") || traits.has("rollback") || traits.has("wipe"))
  );
}

/** What nobody caused isn't told. */
const OF_LIES = ["relay-lost-data", "relay-fork", "devices-differ", "void-records", "bad-box"];

function judgeAlarms({ plan, devices }: World): readonly string[] {
  if (!isRelayHonest(plan) || plan.traits.has("bad-member")) return [];
  return devices.flatMap(({ name, alarms }) =>
    [...alarms].flatMap(([text, { type }]) =>
      OF_LIES.includes(type) ? [`${name} raised ${text} for nothing`] : [],
    ),
  );
}

const isRenewed = ({ stored }: Ended): boolean => stored.record.generation > 0;

/** After which the log may lack what a device had written, or a device what the log has. */
const DOUBTFUL: readonly Trait[] = ["wipe", "restore", "clone", "move", "erase", "bad-member"];

/** Where a device can trust its past it writes on under the clientID that it has. A story, of no steps, may tell anything. */
function judgeRenewals({ plan }: World, ended: readonly Ended[]): readonly string[] {
  if (plan.steps === 0 || !isRelayHonest(plan) || DOUBTFUL.some((trait) => plan.traits.has(trait))) return [];
  return ended.filter(isRenewed).map(({ device }) => `${device.name} took a new generation for nothing`);
}

function judgeAlike(world: World, [first, ...others]: readonly Ended[]): readonly string[] {
  if (first === undefined) return [];
  const wrong: string[] = [];
  for (const one of [first, ...others]) {
    if (one.stored.pending > 0) wrong.push(`${one.device.name} has ${one.stored.pending} drafts left`);
    if (one.digest === first.digest) continue;
    if (isToldToDiffer(world, first, one)) continue;
    const [ours, theirs] = [first, one].map(({ stored }) => stored.record.home?.url);
    const where = ours === theirs ? "" : `: ${ours} and ${theirs}`;
    wrong.push(`${first.device.name} and ${one.device.name} differ${where}`);
    if (process.env.HOLT_SIM_DUMP !== undefined) dump(first.stored.doc, one.stored.doc);
  }
  return wrong;
}

/**
 * Somebody wrote under others' clientIDs in a snapshot: whoever had read what it covers knows better. Or a member and the
 * relay gave each of them something else at one clock.
 */
function isToldToDiffer({ bad: { attacks }, plan }: World, one: Ended, other: Ended): boolean {
  const alarms = [one, other].flatMap(({ device }) => [...device.alarms.values()]);
  const isTold = alarms.some(({ type }) => type === "devices-differ");
  return (
    one.digest !== other.digest &&
    isTold &&
    [...attacks].some((attack) => isSnapshotLie(attack) || (isEquivocation(attack) && !isRelayHonest(plan)))
  );
}

async function judgeFormers(
  world: World,
  { stored }: Ended,
  ended: readonly Ended[],
): Promise<readonly string[]> {
  const relay = world.relays.find(({ url }) => url === stored.record.home?.url);
  const { hand } = world.bad;
  const formers: Former[] = ended
    .filter(({ state }) => state === REVOKED)
    .map(({ device, stored: { epochs } }) => ({
      name: device.name,
      memberId: device.memberId,
      keys: epochs,
    }));
  if (hand !== undefined) {
    formers.push({ name: hand.name, memberId: formatId(hand.member.id), keys: hand.keys.list() });
  }
  if (relay === undefined || formers.length === 0) return [];
  return judgeRemovals(world, { relay, vaultId: stored.keyring.vaultId, formers });
}

/** For whoever looks into a failure. */
function dump(...docs: readonly Doc[]): void {
  for (const doc of docs) {
    const content = { accounts: doc.getMap("accounts").toJSON(), devices: doc.getMap("devices").toJSON() };
    process.stderr.write(`${JSON.stringify(content, null, 1)}\n${JSON.stringify([...stateOf(doc)])}\n`);
  }
}
