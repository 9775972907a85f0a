/**
 * No meaning by colour alone: what differs, differs in its text, too. Each group is one thing in all of its states, as
 * the frame's text has it.
 */
import { expect, it } from "vitest";
import type { BackupView, LinkView, Problem, ViewState } from "../../src/protocol/view.ts";
import { device, label, link, viewState } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub"), label("GitLab")];
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];
interface State extends WorldOptions {
  readonly reach?: (world: World) => void;
}
const views = (changes: readonly Partial<ViewState>[]): readonly State[] => changes.map((view) => ({ view }));
const off = viewState().backup;
const backup = (change: Partial<BackupView>): Partial<ViewState> => ({
  link: link(),
  backup: { ...off, ...change },
});
const on = { state: "on", lastBackupAt: 1_799_999_000, lastVerifiedAt: 1_799_990_000 } as const;
const states: readonly LinkView["state"][] = ["off", "online", "connecting", "offline", "revoked", "held"];
const problems: readonly Problem[] = [{ type: "no-passphrase" }, { type: "storage-failing", reason: "full" }];
const devices = (change: Parameters<typeof device>[1]): State => ({
  view: { link: link(), devices: [device("laptop", { self: true, online: true }), device("phone", change)] },
  reach: (world) => world.press("2", "j"),
});

const GROUPS: Readonly<Record<string, readonly State[]>> = {
  "how long a code holds": [0, 22, 27].map((seconds) => ({ reach: (world) => world.wait(seconds) })),
  "which row is chosen": [[], ["j"]].map((keys) => ({ reach: (world) => world.press(...keys) })),
  "an account to verify, pinned, or neither": [{}, { verified: false }, { pinned: true }].map((change) => ({
    accounts: [label("GitHub", change)],
  })),
  "the link": views(states.map((state) => ({ link: link({ state, error: null }) }))),
  "what waits to be sent": views([{ link: link() }, { link: link({ pending: 3 }) }]),
  "the backup": views([
    backup({}),
    backup(on),
    backup({ ...on, lastVerifiedAt: null }),
    backup({ ...on, state: "failing", problem: "refused" }),
    backup({ ...on, state: "deleting" }),
    backup({ ...on, reminder: "prove" }),
  ]),
  troubles: views([{}, ...problems.map((problem) => ({ problems: [problem] }))]),
  "the clock": views([{}, { clockSkewSeconds: 42 }]),
  "a device": [
    devices({ online: true, behind: 0 }),
    devices({ online: false, lastSeenAt: 1_799_000_000 }),
    devices({ online: true, behind: 3 }),
    devices({ online: true, behind: 0, provisional: true }),
  ],
  "a lock": [{}, { is: "locked" }, { is: "new" }],
  "a setting": [[], ["enter"]].map((keys) => ({ reach: (world) => world.press("S", ...keys) })),
  "what a key did": [["p"], ["s"], []].map((keys) => ({ reach: (world) => world.press(...keys) })),
};

it.each(Object.keys(GROUPS))("%s can be told without colours", async (name) => {
  const group = GROUPS[name] ?? [];
  for (const size of SIZES) {
    const texts = await Promise.all(
      group.map(async ({ reach, ...options }) => {
        const world = await createWorld({ accounts, size, ...options });
        reach?.(world);
        return world.text();
      }),
    );
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  }
});

it("a message of trouble has a sign that one of success doesn't have", async () => {
  const world = await createWorld({ accounts });
  world.press("p");
  expect(world.lastLine()).toMatch(/^ ✓ /);
  world.vault.answers.set("accounts.verify", () => ({
    ok: false,
    error: { type: "storage", reason: "full" },
  }));
  world.press("v");
  expect(world.lastLine()).toMatch(/^ ✗ /);
});
