/** The screens of the backup, and how each is reached: for frames in every size and language. */
import type { BackupEvent, FoundVault } from "../../src/protocol/backup-api.ts";
import { ok } from "../../src/protocol/result.ts";
import { wordsOf } from "../../src/tui/make-steps.ts";
import { BACKUP_ON } from "../support/backup-view.ts";
import { device, link, RECOVERY_PASSPHRASE, RECOVERY_WORDS } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

export const FINGERPRINT = "absolute bachelor calendar daughter earth fabric";
const NOW = 1_800_000_000;

/** A vault with a relay, other devices, and a backup that was proven. */
export const BACKED_UP = {
  devices: [
    device("laptop", { self: true, addedBy: null, online: true, memberId: "abcdefghijkl" }),
    device("phone", { online: true }),
    device("desktop"),
  ],
  link: link(),
  backup: {
    ...BACKUP_ON,
    fingerprint: "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222",
    lastBackupAt: NOW - 120,
    lastVerifiedAt: NOW - 3 * 86_400,
    checkedAt: NOW - 3600,
    recovery: [
      { kind: "words", since: NOW - 12 * 86_400 },
      { kind: "passphrase", since: NOW - 12 * 86_400 },
    ],
  },
} as const satisfies WorldOptions["view"];
export const UNBACKED = { devices: BACKED_UP.devices, link: link() } as const;

export const happens = (world: World, ...events: readonly BackupEvent[]): void => {
  for (const backup of events) world.vault.happens({ backup });
};

export const ASKED: BackupEvent = {
  type: "confirm",
  requestId: "7",
  fingerprint: FINGERPRINT,
  devices: ["phone", "desktop"],
  expiresAt: NOW + 300,
};
export const FOUND: FoundVault = {
  vaultId: "abcdefghijklmnop",
  accounts: 42,
  asOf: NOW - 60,
  lastAuthor: "laptop",
  devices: ["laptop", "phone", "a device whose name is much too long"].map((name) => ({
    memberId: `${name}-member`,
    name,
    fingerprint: FINGERPRINT,
    addedAt: null,
  })),
};

/** From the words on the screen to the three that were typed back. */
export function pastWords(world: World): void {
  while (world.model().layers.at(-1)?.kind === "backup-make" && stepOf(world) === "words")
    world.press("enter");
  typeBack(world);
}
export const stepOf = (world: World): string => {
  const layer = world.model().layers.at(-1);
  return layer !== undefined && "step" in layer ? layer.step.at : "";
};
export function typeBack(world: World, change = (word: string): string => word): void {
  const layer = world.model().layers.at(-1);
  if (layer?.kind !== "backup-make" || layer.step.at !== "check") return;
  for (const { id } of layer.step.form.fields) {
    world.type(change(RECOVERY_WORDS[Number(id.slice("word-".length)) - 1] ?? ""));
    world.press("enter");
  }
}

export const allWords = (): string => wordsOf(RECOVERY_WORDS.join(" ")).join(" ");

/** Backup is on. */
export const ON_SCREENS: Readonly<Record<string, (world: World) => void>> = {
  backup: (world) => world.press("3"),
  "points in time": (world) => world.press("3", "h"),
  "one point": (world) => {
    answerPoint(world);
    world.press("3", "h", "enter");
  },
  "ways in": (world) => world.press("3", "r"),
  "a new passphrase": (world) => world.press("3", "r", "3"),
  "remove a way in": (world) => world.press("3", "r", "2"),
  prove: (world) => world.press("3", "v"),
  "prove with words": (world) => {
    world.press("3", "v");
    world.paste(allWords());
  },
  "proving fails": (world) => {
    world.press("3", "v");
    world.paste(allWords());
    world.press("enter");
    happens(world, { type: "failed", error: { type: "wrong-key", what: "words" } });
  },
  proven: (world) => {
    world.press("3", "v");
    world.paste(allWords());
    world.press("enter");
    happens(world, VERIFIED);
  },
  differs: (world) => {
    world.press("3", "v");
    world.paste(allWords());
    world.press("enter");
    happens(world, DIFFERS);
  },
  kit: (world) => world.press("3", "K"),
  "kit written": (world) => world.press("3", "K", "tab", "enter"),
  "turn off": (world) => world.press("3", "x"),
  "turn off, how": (world) => world.press("3", "x", "enter"),
  "turn off by words": (world) => world.press("3", "x", "enter", "2"),
  "turned off": (world) => {
    world.press("3", "x", "enter", "1");
    happens(world, DISABLED);
  },
  "off in seven days": (world) => {
    world.press("3", "x", "enter", "3");
    happens(world, DELETING);
  },
};

/** Backup is off, and others could agree. */
export const OFF_SCREENS: Readonly<Record<string, (world: World) => void>> = {
  backup: (world) => world.press("3"),
  consent: (world) => world.press("3", "b"),
  words: (world) => world.press("3", "b", "enter"),
  "three words": (world) => {
    world.press("3", "b", "enter", "enter");
    while (stepOf(world) === "words") world.press("enter");
  },
  "passphrase or not": (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
  },
  "a drawn passphrase": (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("1");
  },
  "a passphrase of one's own": (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("2");
    world.type("short");
  },
  uploading: (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, { type: "step", step: "uploading", done: 20_480, total: 40_960 });
  },
  "confirm elsewhere": (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, ASKED);
  },
  "turning on fails": (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, { type: "failed", error: { type: "unreachable", what: "relay", detail: "" } });
  },
  on: (world) => {
    world.press("3", "b", "enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, { type: "done", result: { type: "enabled", backup: BACKED_UP.backup } });
  },
};

const found = (world: World, ours: number | null): void =>
  happens(world, { type: "found", vault: FOUND, ours });
const typeAddress = (world: World): void => {
  world.paste("wss://relay.example.org#aaaa-bbbb");
  world.press("enter");
  world.type("sven");
  world.press("enter");
};

/** Before there is a vault. */
export const RECOVERY_SCREENS: Readonly<Record<string, (world: World) => void>> = {
  address: () => undefined,
  way: typeAddress,
  "vault form": (world) => {
    typeAddress(world);
    world.press("1");
  },
  words: (world) => {
    typeAddress(world);
    noPassphrase(world, "1");
    world.paste(allWords());
  },
  passphrase: (world) => {
    typeAddress(world);
    noPassphrase(world, "2");
    world.paste(RECOVERY_PASSPHRASE);
  },
  downloading: (world) => {
    start(world);
    happens(world, { type: "step", step: "downloading", done: 1_200_000 });
  },
  "found devices": (world) => {
    start(world);
    found(world, null);
  },
  "recovery failed": (world) => {
    start(world);
    happens(world, { type: "failed", error: { type: "refused", reason: "fabricated-vault" } });
  },
};

/** Chooses a way, and a vault without a passphrase on this disk. */
export function noPassphrase(world: World, way: string): void {
  world.press(way, "enter", "right", "enter");
}
export function start(world: World, words = allWords()): void {
  typeAddress(world);
  noPassphrase(world, "1");
  world.paste(words);
  world.press("enter");
}

export const VERIFIED: BackupEvent = {
  type: "done",
  result: {
    type: "verified",
    accounts: 42,
    asOf: NOW - 60,
    lastAuthor: "phone",
    differences: [],
    backup: BACKED_UP.backup,
  },
};
const ACCOUNT = { id: "a", issuer: "GitHub", name: "sven@example.org" };
export const DIFFERS: BackupEvent = {
  type: "done",
  result: {
    type: "verified",
    accounts: 42,
    asOf: NOW - 60,
    lastAuthor: "phone",
    backup: BACKED_UP.backup,
    differences: [
      { ...ACCOUNT, type: "missing", fields: [] },
      { ...ACCOUNT, type: "changed", fields: ["note", "tags"] },
    ],
  },
};
export const DISABLED: BackupEvent = {
  type: "done",
  result: {
    type: "disabled",
    state: "off",
    deletesAt: null,
    receipt: {
      relay: "wss://relay.example.org",
      at: NOW,
      what: "backup",
      signature: "",
      entry: "",
      vaultId: "v",
      fingerprint: "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222",
    },
  },
};
export const DELETING: BackupEvent = {
  type: "done",
  result: { type: "disabled", state: "deleting", receipt: null, deletesAt: NOW + 7 * 86_400 },
};

export function answerPoint(world: World): void {
  world.vault.answers.set("backup.restore", ({ dryRun }) =>
    ok({
      at: NOW - 86_400,
      author: "phone",
      differences: [
        { ...ACCOUNT, type: "missing", fields: [] },
        { ...ACCOUNT, id: "b", issuer: "Bank", type: "changed", fields: ["note"] },
      ],
      restored: dryRun === true ? 0 : 2,
    }),
  );
}

export const createBackup = (options: WorldOptions = {}): Promise<World> =>
  createWorld({ view: BACKED_UP, ...options });
