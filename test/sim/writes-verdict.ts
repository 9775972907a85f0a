/**
 * What was answered is there, and nothing that nobody wrote: a document against the ledger.
 */
import { formatBase32 } from "../../src/protocol/bytes.ts";
import type { Account } from "../../src/vault/account.ts";
import { readDevices } from "../../src/vault/devices.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import { hasMarkOf } from "./attacks.ts";
import { BAD, VOID } from "./marks.ts";
import { superseded, type Write } from "./ledger.ts";
import type { StoredVault } from "./stored.ts";
import { EXISTS, rootOf, type World } from "./world.ts";

/** `holders`: whatever one of them has must be there. */
export function judgeWrites(
  world: World,
  { doc }: StoredVault,
  holders: ReadonlySet<string>,
): readonly string[] {
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
    // With another id it may have been purged, too.
    if (facts.mayBeLifted && (byRoot.has(write.root) || facts.purgedRoots.has(write.root))) continue;
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
    if (!holders.has(by) || copies.length === 0 || purgedRoots.has(root)) continue;
    if (!copies.some((account) => account.counter > counter)) {
      wrong.push(`${by} showed counter ${counter} of ${last(root)}, which is next again`);
    }
  }
  for (const value of ledger.refusedValues()) {
    const isThere = accounts.some((account) => [account.issuer, account.name, account.note].includes(value));
    if (isThere) wrong.push(`${last(value)} was refused, and is there`);
  }
  // Of an account whose fields stand where a forged snapshot has something else nothing is left to be shown.
  const isForged = world.bad.attacks.has("a snapshot with another's writing");
  const isEmpty = ({ type, issuer, name }: Account): boolean => type === "unknown" && issuer + name === "";
  const unmade = (byRoot.get("") ?? []).filter((one) => one.issuer !== BAD && !(isForged && isEmpty(one)));
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
