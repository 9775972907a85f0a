/**
 * The story that `holt demo` plays: two devices, a relay, an edit that travels, a backup that is proven, a device that
 * is lost, its recovery, and the end of the backup.
 *
 * Each act says what it is about, runs real commands and looks at what came of them; the first that fails ends it.
 */
import type { Catalogue } from "../client/language/en.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { demoAccounts } from "./demo-accounts.ts";
import type { DemoDevice, DemoStage } from "./demo-stage.ts";

export interface DemoScene {
  readonly stage: DemoStage;
  readonly texts: Catalogue["demo"];
  /** A new act begins. */
  readonly act: (title: string) => void;
  /** A command that is typed on a device. */
  readonly show: (device: string, command: string) => void;
  /** What came of it. */
  readonly tell: (line: string) => void;
}

type Played = Promise<Result<void, HoltError>>;

interface Listed {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
}

export async function playDemo(scene: DemoScene): Played {
  for (const act of [begin, pair, edit, turnOn, lose, turnOff]) {
    const played = await act(scene);
    if (!played.ok) return played;
  }
  return ok(undefined);
}

async function begin({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.begin);
  show("server", "holt relay serve");
  const relay = await stage.startRelay();
  if (!relay.ok) return relay;
  const { url, fingerprint } = relay.value;
  tell(texts.relay(url, fingerprint));
  const laptop = stage.device("laptop");
  show("laptop", "holt init");
  const made = await laptop.run(["init", "--name", "laptop", "--no-passphrase"]);
  if (!made.ok) return made;
  show("laptop", "holt import accounts.txt");
  const imported = await laptop.ask<{ imported: number }>(["import", "-"], demoAccounts());
  if (!imported.ok) return imported;
  tell(texts.imported(imported.value.imported));
  show("laptop", `holt link ${url}#…`);
  const linked = await laptop.run(["link", `${url}#${fingerprint}`]);
  return linked.ok ? ok(undefined) : linked;
}

async function pair({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.pair);
  const [laptop, desktop] = [stage.device("laptop"), stage.device("desktop")];
  show("laptop", "holt pair");
  const pairing = await laptop.begin(["pair", "--yes", "--json"]);
  if (!pairing.ok) return pairing;
  const { link } = JSON.parse(pairing.value.firstLine) as { readonly link: string };
  show("desktop", "holt join LINK");
  const joined = await desktop.run(["join", "-", "--name", "desktop", "--no-passphrase"], `${link}\n`);
  if (!joined.ok) return joined;
  const ended = await pairing.value.ended;
  if (!ended.ok) return ended;
  const devices = await desktop.ask<readonly { name: string; fingerprint: string }[]>(["devices"]);
  if (!devices.ok) return devices;
  for (const { name, fingerprint } of devices.value) tell(texts.device(name, fingerprint));
  return ok(undefined);
}

async function edit({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.edit);
  const [laptop, desktop] = [stage.device("laptop"), stage.device("desktop")];
  show("laptop", "holt edit GitHub --name sven@work.example");
  const edited = await laptop.run(["edit", "GitHub", "--name", "sven@work.example"]);
  if (!edited.ok) return edited;
  const sent = await syncAll(laptop, desktop);
  if (!sent.ok) return sent;
  show("desktop", "holt list GitHub");
  const listed = await desktop.ask<readonly Listed[]>(["list", "GitHub"]);
  if (!listed.ok) return listed;
  tell(`${listed.value[0]?.issuer ?? ""}  ${listed.value[0]?.name ?? ""}`);
  return listed.value[0]?.name === "sven@work.example" ? sameCodes(scene(laptop, desktop)) : wrong("edit");

  function scene(...devices: readonly DemoDevice[]) {
    return { texts, tell, devices };
  }
}

async function turnOn({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.turnOn);
  const [laptop, desktop] = [stage.device("laptop"), stage.device("desktop")];
  const words = stage.file("words.txt");
  show("laptop", "holt backup enable");
  const enabling = laptop.ask<{ state: string; handle: string | null }>([
    "backup",
    "enable",
    "--yes",
    "--handle",
    "sven",
    "--words-out",
    words,
    "--recovery-passphrase-out",
    stage.file("passphrase.txt"),
    "--wait",
    "50",
  ]);
  const asked = await firstRequest(desktop);
  if (asked.ok) {
    tell(texts.asked(asked.value.fingerprint));
    show("desktop", "holt approve ID");
    const approved = await desktop.run(["approve", asked.value.id]);
    if (!approved.ok) return approved;
  }
  const enabled = await enabling;
  if (!enabled.ok) return enabled;
  if (!asked.ok) return asked;
  tell(texts.on(enabled.value.handle ?? ""));
  show("laptop", "holt backup verify");
  const proven = await laptop.ask<{ accounts: number; differences: readonly unknown[] }>([
    "backup",
    "verify",
    "--words-file",
    words,
  ]);
  if (!proven.ok) return proven;
  tell(texts.proven(proven.value.accounts, proven.value.differences.length));
  return ok(undefined);
}

async function lose({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.lose);
  const before = await codesOf(stage.device("laptop"));
  if (!before.ok) return before;
  const status = await stage
    .device("laptop")
    .ask<{ link: { relay: string; fingerprint: string } }>(["status"]);
  if (!status.ok) return status;
  await stage.device("laptop").destroy();
  tell(texts.destroyed);
  const fresh = stage.device("new-laptop");
  const { relay, fingerprint } = status.value.link;
  show("new-laptop", "holt recover --relay … --words-file words.txt");
  const recovered = await fresh.ask<{ accounts: number }>([
    "recover",
    "--relay",
    `${relay}#${fingerprint}`,
    "--words-file",
    stage.file("words.txt"),
    "--name",
    "new-laptop",
    "--no-passphrase",
  ]);
  if (!recovered.ok) return recovered;
  tell(texts.recovered(recovered.value.accounts));
  show("new-laptop", "holt devices revoke laptop");
  const revoked = await fresh.run(["devices", "revoke", "laptop", "--yes"]);
  if (!revoked.ok) return revoked;
  const synced = await syncAll(fresh, stage.device("desktop"));
  return synced.ok ? sameCodes({ texts, tell, devices: [fresh, stage.device("desktop")] }) : synced;
}

async function turnOff({ stage, texts, act, show, tell }: DemoScene): Played {
  act(texts.turnOff);
  const fresh = stage.device("new-laptop");
  show("new-laptop", "holt backup disable --keep-sync");
  const status = await fresh.ask<{ handle: string }>(["backup", "status"]);
  if (!status.ok) return status;
  const ended = await fresh.ask<{ state: string; receipt: { signature: string; relay: string } | null }>([
    "backup",
    "disable",
    "--keep-sync",
    "--confirm",
    status.value.handle,
    "--yes",
    "--confirm-words-file",
    stage.file("words.txt"),
  ]);
  if (!ended.ok) return ended;
  const { receipt } = ended.value;
  if (receipt === null) return wrong("receipt");
  tell(texts.receipt(receipt.relay, receipt.signature.slice(0, 16)));
  const synced = await syncAll(fresh, stage.device("desktop"));
  if (!synced.ok) return synced;
  return sameCodes({ texts, tell, devices: [fresh, stage.device("desktop")] });
}

/** Until nothing is on its way: first what the one has, then the other's look at it. */
async function syncAll(...devices: readonly DemoDevice[]): Played {
  for (const device of devices) {
    const synced = await device.run(["sync", "--wait"]);
    if (!synced.ok) return synced;
  }
  return ok(undefined);
}

type Request = { readonly id: string; readonly type: string; readonly fingerprint: string };

const LOOKS = 120;
const BETWEEN_MS = 250;

async function firstRequest(device: DemoDevice): Promise<Result<Request, HoltError>> {
  for (let look = 0; look < LOOKS; look++) {
    const listed = await device.ask<readonly Request[]>(["requests"]);
    if (!listed.ok) return listed;
    const request = listed.value.find(({ type }) => type === "recovery-change");
    if (request !== undefined) return ok(request);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  return err({ type: "timeout", what: "confirmation" });
}

interface Code {
  readonly issuer: string;
  readonly code: string;
  readonly next: string;
}

const codesOf = (device: DemoDevice): Promise<Result<readonly Code[], HoltError>> =>
  device.ask<readonly Code[]>(["code"]);

/** Between two devices' answers a period may end: then the one's next code is the other's present one. */
async function sameCodes({
  texts,
  tell,
  devices,
}: Pick<DemoScene, "texts" | "tell"> & { readonly devices: readonly DemoDevice[] }): Played {
  const [first, second] = await Promise.all(devices.map(codesOf));
  if (first?.ok !== true) return first ?? wrong("codes");
  if (second?.ok !== true) return second ?? wrong("codes");
  const others = new Map(second.value.map((code) => [code.issuer, code]));
  const isSame = ({ issuer, code, next }: Code): boolean => {
    const other = others.get(issuer);
    return other !== undefined && (other.code === code || other.next === code || other.code === next);
  };
  if (first.value.length !== second.value.length || !first.value.every(isSame)) return wrong("codes");
  for (const { issuer, code } of first.value.slice(0, 2)) tell(`${issuer.padEnd(16)} ${code}`);
  tell(
    texts.same(
      first.value.length,
      devices.map(({ name }) => name),
    ),
  );
  return ok(undefined);
}

const wrong = (what: string): Result<never, HoltError> => err({ type: "internal", detail: `demo: ${what}` });
