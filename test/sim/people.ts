/**
 * What people do with their accounts, by the requests that the daemon answers; and what is written down of it.
 */
import { formatBase32, utf8ToBytes } from "../../src/protocol/bytes.ts";
import type { AccountLabel } from "../../src/protocol/account.ts";
import { HoltFailure } from "../../src/protocol/errors.ts";
import type { VaultService } from "../../src/daemon/service.ts";
import { ask, type SimDevice } from "./device.ts";
import type { Dice } from "./dice.ts";
import type { Place, Write } from "./ledger.ts";
import { MARK } from "./marks.ts";
import { EXISTS, FIELDS, forgetReceived, note, rootOf, rootTag, type World } from "./world.ts";

interface Doing {
  readonly what: string;
  readonly run: (service: VaultService) => Promise<unknown>;
  /** Values that will stand somewhere once it is done. */
  readonly writes?: readonly (Place & { readonly value: string })[];
  /** Ids that may be gone afterwards, for good or for another id. */
  readonly mayPurge?: readonly string[];
  readonly mayRestore?: readonly string[];
  /** What it writes isn't known beforehand. */
  readonly isUnforeseen?: boolean;
  /** Before anything else is noted. */
  readonly onAnswer?: (result: unknown) => void;
}

/** Undefined: it was refused, or nobody knows. */
export async function perform(world: World, device: SimDevice, doing: Doing): Promise<unknown> {
  const service = device.service();
  if (service === undefined) return undefined;
  const { ledger, accounts } = world;
  const before = new Map(service.labels().map((label) => [label.id, label]));
  const writes = (doing.writes ?? []).map(({ value, ...place }) => ledger.intend(device.name, place, value));
  for (const id of doing.mayPurge ?? []) accounts.purged.add(id);
  for (const id of doing.mayRestore ?? []) accounts.restored.add(id);
  world.say(`${device.name} ${doing.what}`);
  try {
    const result = await doing.run(service);
    if (device.died() !== undefined) return unsure(world, device, { doing, before });
    for (const write of writes) ledger.answered(write);
    doing.onAnswer?.(result);
    noteEffects(world, device, { before, after: service.labels(), writes });
    note(world, device);
    return result;
  } catch (thrown) {
    if (device.died() !== undefined) return unsure(world, device, { doing, before });
    if (!(thrown instanceof HoltFailure)) throw thrown;
    world.say(`${device.name}   refused: ${JSON.stringify(thrown.error)}`);
    noteRefused(world, device, { writes, after: service.labels() });
    if (device.takeLoss()) forgetReceived(world, device);
    note(world, device);
    return undefined;
  }
}

function unsure(
  world: World,
  device: SimDevice,
  { doing, before }: { readonly doing: Doing; readonly before: ReadonlyMap<string, AccountLabel> },
): undefined {
  if (doing.isUnforeseen === true) world.unsure.set(device.name, before);
  return undefined;
}

function noteRefused(
  world: World,
  device: SimDevice,
  { writes, after }: { readonly writes: readonly Write[]; readonly after: readonly AccountLabel[] },
): void {
  for (const write of writes) {
    world.ledger.refused(write);
    const label = after.find(({ id }) => id === write.id);
    const field = FIELDS.find((name) => name === write.field);
    if (label === undefined || field === undefined) continue;
    if (label[field] === write.value && world.ledger.refusedValues().has(write.value)) {
      world.wrong.push(`${device.name} refused to write ${write.field}, and shows it`);
    }
  }
}

/** What else it did, by what the device shows before and after. */
function noteEffects(
  world: World,
  device: SimDevice,
  {
    before,
    after,
    writes,
  }: {
    readonly before: ReadonlyMap<string, AccountLabel>;
    readonly after: readonly AccountLabel[];
    readonly writes: readonly Write[];
  },
): void {
  const { ledger, accounts, counters } = world;
  const afterById = new Map(after.map((label) => [label.id, label]));
  const removed = [...before.values()].filter(({ id }) => !afterById.has(id));
  const isKnown = (root: string, field: string): boolean =>
    writes.some((write) => write.root === root && write.field === field);
  const write = (place: Place, value: string): void =>
    ledger.answered(ledger.intend(device.name, place, value));
  const restored = new Set<string>();
  for (const label of after) {
    const root = rootOf(label);
    if (root === undefined) continue;
    const { id } = label;
    const past = before.get(id);
    const from = past === undefined ? removed.find((other) => rootOf(other) === root) : undefined;
    if (past === undefined) write({ root, id, field: EXISTS }, id);
    if (from !== undefined) {
      restored.add(from.id);
      accounts.restored.add(from.id);
      ledger.moved(device.name, from.id, id, root);
      counters.moved(device.name, from.id, id);
    }
    for (const field of FIELDS) {
      const isChanged = from === undefined && past?.[field] !== label[field];
      if (isChanged && !isKnown(root, field)) write({ root, id, field }, label[field]);
    }
    for (const tag of past?.tags ?? [])
      if (!label.tags.includes(tag)) accounts.tagsTaken.add(`${root}|${tag}`);
  }
  for (const { id } of removed) if (!restored.has(id)) accounts.purged.add(id);
}

const LONGEST_NOTE = 20_000;

/** Never the same. */
const text = (world: World, what: string): string => `${MARK} ${what} ${world.count()}`;

const secretOf = (world: World): string =>
  formatBase32(utf8ToBytes(`${MARK}${String(world.count()).padStart(5, "0")}`));

export async function addAccount(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const root = rootTag(world.count());
  const [issuer, name, note] = [text(world, "issuer"), text(world, "name"), text(world, "note")];
  const secret = secretOf(world);
  const type = dice.chance(0.3) ? "hotp" : "totp";
  const writes = Object.entries({ issuer, name, note, secret }).map(([field, value]) => ({
    root,
    id: root,
    field,
    value,
  }));
  const answered = (await perform(world, device, {
    what: `adds ${root.slice(-4)}`,
    writes,
    run: (service) =>
      ask(service, "accounts.add", { issuer, name, note, otp: { type, secret }, addTags: [root] }),
  })) as { account: AccountLabel } | undefined;
  if (answered !== undefined) world.ledger.moved(device.name, root, answered.account.id, root);
}

/** Undefined: there is none. */
const anAccount = (device: SimDevice, dice: Dice, isWanted: (label: AccountLabel) => boolean) => {
  const labels = device
    .service()
    ?.labels()
    .filter((label) => rootOf(label) !== undefined && isWanted(label));
  return labels && dice.pick(labels);
};
const isAlive = ({ trashedAt }: AccountLabel): boolean => trashedAt === null;
const isTrashed = ({ trashedAt }: AccountLabel): boolean => trashedAt !== null;

export async function editField(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const label = anAccount(device, dice, isAlive);
  const root = label && rootOf(label);
  if (label === undefined || root === undefined) return;
  const field = dice.pick(FIELDS) ?? "name";
  const value = text(world, field);
  await perform(world, device, {
    what: `writes ${field} of ${root.slice(-4)}: ${value.slice(-8)}`,
    writes: [{ root, id: label.id, field, value }],
    run: (service) => ask(service, "accounts.edit", { query: label.id, changes: { [field]: value } }),
  });
}

/** Note and secret aren't in the labels: they are looked at before they are written over. */
export async function editHidden(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const field = dice.chance(0.5) ? "note" : "secret";
  const label = anAccount(device, dice, (one) => isAlive(one) && (field === "note" || one.type === "totp"));
  const root = label && rootOf(label);
  const service = device.service();
  if (label === undefined || root === undefined || service === undefined) return;
  const shown = await perform(world, device, {
    what: `looks at ${root.slice(-4)}`,
    run: () => ask(service, "accounts.show", { query: label.id, reveal: true }),
  });
  if (shown === undefined || device.died() !== undefined) return;
  const { account } = shown as { account: { note: string | null; secret: string | null } };
  const place = { root, id: label.id, field };
  world.ledger.observe(device.name, place, account[field] ?? "");
  // Some are long: an update holds three of those, and a burst of them goes as a snapshot.
  const length = dice.chance(0.2) ? LONGEST_NOTE : 0;
  const value = field === "note" ? text(world, "note").padStart(length, "long ") : secretOf(world);
  const changes = field === "note" ? { note: value } : { otp: { secret: value } };
  await perform(world, device, {
    what: `writes ${field} of ${root.slice(-4)}: ${value.slice(-8)}`,
    writes: [{ ...place, value }],
    run: () => ask(service, "accounts.edit", { query: label.id, changes }),
  });
}

export async function editTags(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const label = anAccount(device, dice, isAlive);
  const root = label && rootOf(label);
  if (label === undefined || root === undefined) return;
  const own = label.tags.filter((tag) => tag !== root);
  const old = dice.pick(own);
  if (old !== undefined && dice.chance(0.4)) {
    world.accounts.tagsTaken.add(`${root}|${old}`);
    await perform(world, device, {
      what: `takes a tag from ${root.slice(-4)}`,
      run: (service) => ask(service, "accounts.edit", { query: label.id, changes: { removeTags: [old] } }),
    });
    return;
  }
  const tag = text(world, "tag");
  const place = { root, id: root, field: "tag" };
  await perform(world, device, {
    what: `tags ${root.slice(-4)}`,
    writes: [{ ...place, value: tag }],
    run: (service) => ask(service, "accounts.edit", { query: label.id, changes: { addTags: [tag] } }),
  });
}

export async function showCode(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const label = anAccount(device, dice, (one) => isAlive(one) && one.type === "hotp");
  const root = label && rootOf(label);
  if (label === undefined || root === undefined) return;
  await perform(world, device, {
    what: `shows a code of ${root.slice(-4)}`,
    run: (service) => ask(service, "codes.get", { query: label.id }),
    onAnswer: (answer) => {
      const [code] = (answer as { codes: readonly { counter: number | null }[] }).codes;
      if (code === undefined || code.counter === null) return;
      const fault = world.counters.show(device.name, { root, id: label.id, counter: code.counter });
      if (fault !== undefined) world.wrong.push(fault);
    },
  });
}

export async function trash(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const label = anAccount(device, dice, isAlive);
  if (label === undefined) return;
  await perform(world, device, {
    what: `trashes ${rootOf(label)?.slice(-4)}`,
    run: (service) => ask(service, "accounts.trash", { query: label.id }),
  });
}

export async function restore(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const label = anAccount(device, dice, isTrashed);
  if (label === undefined) return;
  await perform(world, device, {
    what: `restores ${rootOf(label)?.slice(-4)}`,
    mayRestore: [label.id],
    run: (service) => ask(service, "accounts.restore", { query: label.id }),
  });
}

export async function emptyTrash(world: World, device: SimDevice): Promise<void> {
  const trashed = device.service()?.labels().filter(isTrashed) ?? [];
  if (trashed.length === 0) return;
  for (const label of trashed) world.accounts.purgedRoots.add(rootOf(label) ?? "");
  await perform(world, device, {
    what: "empties the trash",
    mayPurge: trashed.map(({ id }) => id),
    run: (service) => ask(service, "trash.empty", {}),
  });
}

export async function undo(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const method = dice.chance(0.7) ? "undo" : "redo";
  const labels = device.service()?.labels() ?? [];
  const answered = await perform(world, device, {
    what: method,
    isUnforeseen: true,
    mayRestore: labels.filter(isTrashed).map(({ id }) => id),
    run: (service) => ask(service, method, {}),
  });
  const entry = (answered as { entry: { accountId: string | null } } | undefined)?.entry;
  // Whose note or secret it changed isn't shown; a restored account has another id than the entry says.
  const isListed = labels.some(({ id }) => id === entry?.accountId);
  for (const label of entry === undefined && device.died() === undefined ? [] : labels) {
    const root = rootOf(label);
    const isMeant = !isListed || entry?.accountId === label.id;
    if (root !== undefined && isMeant) world.accounts.hiddenUnsure.add(root);
  }
}

/** Any device may name any other. */
export async function rename(world: World, device: SimDevice, dice: Dice): Promise<void> {
  const known = device.service()?.viewState()?.devices ?? [];
  const target = dice.pick(known);
  if (target === undefined) return;
  const root = `device ${target.memberId}`;
  const place = { root, id: root, field: "name" };
  world.ledger.observe(device.name, place, target.name);
  const value = text(world, "device");
  await perform(world, device, {
    what: `renames ${target.name.slice(-8)} to ${value.slice(-8)}`,
    writes: [{ ...place, value }],
    run: (service) => ask(service, "devices.rename", { member: target.memberId, name: value }),
  });
}

export function syncNow(world: World, device: SimDevice): void {
  const service = device.service();
  if (service === undefined) return;
  world.say(`${device.name} syncs now`);
  const asked = ask(service, "sync.now", { wait: false, timeoutSeconds: 5 });
  asked.catch(() => {});
}
