import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Doc } from "yjs";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import { applySnapshot, applyUpdate, createVaultDocument, encodeSnapshot } from "../../src/vault/document.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { createDevice, exchange, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const ACTIONS = [
  "add",
  "hotp",
  "edit",
  "tag",
  "re-enrol",
  "advance",
  "trash",
  "purge",
  "restore",
  "verify",
  "sync",
] as const;
interface Step {
  readonly action: (typeof ACTIONS)[number];
  readonly device: number;
  readonly pick: number;
}

const steps = fc.array(
  fc.record({ action: fc.constantFrom(...ACTIONS), device: fc.nat(2), pick: fc.nat(1000) }),
  { minLength: 5, maxLength: 60 },
);

/** Bookkeeping beside the documents: what must be found afterwards. */
class Run {
  readonly devices = [createDevice(101), createDevice(202), createDevice(303)];
  readonly added = new Set<string>();
  readonly purged = new Set<string>();
  readonly newIds = new Map<string, string[]>();
  readonly secrets = new Map<string, Uint8Array[]>();
  readonly shown = new Map<string, number[]>();
  now = 1000;

  step({ action, device: number, pick }: Step): void {
    const device = this.devices[number] ?? this.devices[0];
    if (device === undefined) return;
    this.now += 1;
    const making = { now: this.now, random: device.random };
    const accounts = readAccounts(device.doc).sort((a, b) => (a.id < b.id ? -1 : 1));
    const account = accounts[pick % Math.max(1, accounts.length)];
    if (action === "add" || action === "hotp") {
      const otp = action === "hotp" ? HOTP : TOTP;
      this.added.add(device.do((doc) => addAccount(doc, draftOf({ otp, name: `n${pick}` }), making)));
    } else if (action === "sync") exchange(...this.devices);
    else if (account !== undefined) this.change(action, device, account.id, pick);
  }

  private change(action: Step["action"], device: Device, id: string, pick: number): void {
    const making = { now: this.now, random: device.random };
    const secret = Uint8Array.from({ length: 20 }, (_, index) => (pick * 7 + index + this.now) & 0xff);
    const otp = readAccount(device.doc, id)?.otp ?? TOTP;
    const changes: Partial<Record<Step["action"], (doc: Doc) => unknown>> = {
      edit: (doc) => editAccount(doc, id, { issuer: `i${pick}`, note: pick % 2 ? null : "note" }, making),
      tag: (doc) =>
        editAccount(
          doc,
          id,
          pick % 2 ? { addTags: [`t${pick % 5}`] } : { removeTags: [`t${pick % 5}`] },
          making,
        ),
      "re-enrol": (doc) => editAccount(doc, id, { otp: { ...otp, secret } }, making),
      trash: (doc) => trashAccount(doc, id, making),
      purge: (doc) => purgeAccount(doc, id),
      verify: (doc) => verifyAccount(doc, id),
    };
    if (action === "advance") this.show(device, id);
    if (action === "restore") this.restore(device, id);
    if (action === "purge") this.purged.add(id);
    if (action === "re-enrol") this.secrets.set(id, [...(this.secrets.get(id) ?? []), secret]);
    const change = changes[action];
    if (change !== undefined) device.do(change);
  }

  private show(device: Device, id: string): void {
    const counter = device.do((doc) => advanceCounter(doc, id));
    if (!counter.ok) return;
    const secret = readAccount(device.doc, id)?.otp?.secret ?? new Uint8Array();
    const place = `${device.doc.clientID} ${id} ${Buffer.from(secret).toString("hex")}`;
    this.shown.set(place, [...(this.shown.get(place) ?? []), counter.value]);
  }

  private restore(device: Device, id: string): void {
    const restored = device.do((doc) => restoreAccount(doc, id, device));
    if (!restored.ok) return;
    this.added.add(restored.value);
    this.newIds.set(id, [...(this.newIds.get(id) ?? []), restored.value]);
    this.secrets.set(restored.value, []);
  }

  /** The account itself, or what it was restored as, unless someone emptied the trash of that. */
  isThere(id: string, ids: ReadonlySet<string>): boolean {
    const successors = this.newIds.get(id) ?? [];
    if (successors.length > 0) return successors.every((successor) => this.isThere(successor, ids));
    return ids.has(id) || this.purged.has(id);
  }
}

test("devices that edit at random agree once they have exchanged everything, and nothing added is lost", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const run = new Run();
      for (const step of sequence) run.step(step);
      exchange(...run.devices);
      const [first, ...others] = run.devices.map(({ doc }) => byId(doc));
      for (const other of others) expect(other).toEqual(first);
      const ids = new Set(Object.keys(first ?? {}));
      for (const id of run.added) expect(run.isThere(id, ids)).toBe(true);
      for (const counters of run.shown.values()) expect(new Set(counters).size).toBe(counters.length);
    }),
    { numRuns: 150, seed: 20261122 },
  );
});

test("every secret that was ever enrolled is still there, in force or in the history", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const run = new Run();
      for (const step of sequence) if (step.action !== "restore" && step.action !== "purge") run.step(step);
      exchange(...run.devices);
      for (const [id, secrets] of run.secrets) {
        const account = readAccount(run.devices[0]?.doc ?? createVaultDocument(0), id);
        const held = [account?.otp, ...(account?.history ?? []).map(({ otp }) => otp)].map(
          (otp) => otp?.secret,
        );
        for (const secret of secrets) expect(held).toContainEqual(secret);
      }
    }),
    { numRuns: 150, seed: 4226 },
  );
});

test("the order in which updates arrive, and repeats of them, make no difference", () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat(1_000_000)), (sequence, numbers) => {
      const run = new Run();
      for (const step of sequence) run.step(step);
      exchange(...run.devices);
      const updates = run.devices.flatMap(({ sent }) => [...sent, ...sent.slice(0, 3)]);
      const keyed = updates.map((update) => ({ update, key: numbers.next().value ?? 0 }));
      const late = createVaultDocument(404);
      for (const { update } of keyed.sort((a, b) => a.key - b.key)) applyUpdate(late, update);
      const fromSnapshot = createVaultDocument(505);
      applySnapshot(fromSnapshot, encodeSnapshot(late));
      expect(byId(late)).toEqual(byId(run.devices[0]?.doc ?? late));
      expect(byId(fromSnapshot)).toEqual(byId(late));
    }),
    { numRuns: 100, seed: 6238 },
  );
});

const byId = (doc: Doc): Record<string, unknown> =>
  Object.fromEntries(readAccounts(doc).map((account) => [account.id, account]));
