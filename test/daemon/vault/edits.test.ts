import { afterEach, describe, expect, test } from "vitest";
import type { ServiceEvent, VaultService } from "../../../src/daemon/service.ts";
import { call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

const SECRET = "JBSWY3DPEHPK3PXP";
const OTHER = "KRSXG5CTMVRXEZLU";

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  return { bench, service };
}

const add = async (service: VaultService, issuer: string, name = "") =>
  (await call(service, "accounts.add", { issuer, name, otp: { type: "totp", secret: SECRET } })).account;

const issuers = async (service: VaultService, query = {}): Promise<readonly string[]> =>
  (await call(service, "accounts.list", query)).accounts.map(({ issuer }) => issuer);

describe("accounts", () => {
  test("are listed by query, tag, trash, verification and order", async () => {
    const { bench, service } = await found();
    await add(service, "GitHub", "sven");
    bench.clock.nowMs += 1000;
    await add(service, "GitLab", "sven");
    bench.clock.nowMs += 1000;
    await add(service, "Amazon", "olga");
    await call(service, "accounts.edit", { query: "GitLab", changes: { addTags: ["work"] } });
    await call(service, "accounts.verify", { query: "Amazon" });
    expect(await issuers(service)).toEqual(["Amazon", "GitHub", "GitLab"]);
    expect(await issuers(service, { sort: "added" })).toEqual(["Amazon", "GitLab", "GitHub"]);
    expect(await issuers(service, { query: "git" })).toEqual(["GitHub", "GitLab"]);
    expect(await issuers(service, { tag: "work" })).toEqual(["GitLab"]);
    expect(await issuers(service, { unverified: true })).toEqual(["GitHub", "GitLab"]);
    expect(await issuers(service, { query: "nothing like it" })).toEqual([]);
    await call(service, "codes.get", { query: "GitLab" });
    expect(await issuers(service, { sort: "used" })).toEqual(["GitLab", "Amazon", "GitHub"]);
    const { hits } = await call(service, "accounts.search", { text: "lab" });
    expect(hits.map(({ issuer }) => issuer)).toEqual([[3, 4, 5]]);
    expect((await call(service, "accounts.search", { text: "" })).hits).toEqual([]);
  });

  test("that fit a query equally well are named, none is chosen", async () => {
    const { service } = await found();
    await add(service, "GitHub", "sven");
    await add(service, "GitHub", "olga");
    const error = await failureOf(service, "accounts.trash", { query: "GitHub" });
    expect(error).toMatchObject({ type: "ambiguous", query: "GitHub" });
    expect(error.type === "ambiguous" && error.candidates.map(({ name }) => name).sort()).toEqual([
      "olga",
      "sven",
    ]);
    expect(await failureOf(service, "accounts.trash", { query: "Bitbucket" })).toEqual({
      type: "not-found",
      query: "Bitbucket",
    });
  });

  test("show their secrets only when asked, and the activity says that they did", async () => {
    const { service } = await found();
    await add(service, "GitHub", "sven");
    const { account: hidden } = await call(service, "accounts.show", { query: "GitHub" });
    expect(hidden).toMatchObject({ secret: null, uri: null, pin: null, note: null, recoveryCodes: null });
    const { account: shown } = await call(service, "accounts.show", { query: "GitHub", reveal: true });
    expect(shown.secret).toBe(SECRET);
    expect(shown.uri).toContain(`secret=${SECRET}`);
    const qr = await call(service, "accounts.qr", { query: "GitHub", as: "modules" });
    expect(qr.modules?.length).toBeGreaterThan(20);
    const png = await call(service, "accounts.qr", { query: "GitHub", as: "png" });
    const read = await call(service, "qr.read", { file: { name: "qr.png", bytes: String(png.png) } });
    expect(read.texts).toEqual([shown.uri]);
    const { entries } = await call(service, "activity.list", { limit: 3 });
    expect(entries.map(({ type }) => type)).toEqual([
      "secret-revealed",
      "secret-revealed",
      "secret-revealed",
    ]);
    expect(JSON.stringify(entries)).not.toContain(SECRET);
  });

  test("keep what was replaced when they are enrolled anew", async () => {
    const { service } = await found();
    await add(service, "GitHub");
    await call(service, "accounts.edit", { query: "GitHub", changes: { otp: { secret: OTHER } } });
    const { account } = await call(service, "accounts.show", { query: "GitHub", reveal: true });
    expect(account).toMatchObject({ secret: OTHER, replaced: 1 });
    await call(service, "undo", {});
    expect((await call(service, "accounts.show", { query: "GitHub", reveal: true })).account.secret).toBe(
      SECRET,
    );
  });

  test("typed wrongly are refused without a word of the secret", async () => {
    const { service } = await found();
    const error = await failureOf(service, "accounts.add", {
      issuer: "GitHub",
      otp: { type: "totp", secret: "not base32 at all 0189" },
    });
    expect(error).toMatchObject({ type: "usage", reason: "bad-field" });
    expect(JSON.stringify(error)).not.toContain("0189");
    const uri = await failureOf(service, "accounts.addUri", { uri: "otpauth://totp/X?secret=0189!" });
    expect(uri.type).toBe("malformed");
    expect(JSON.stringify(uri)).not.toContain("0189");
    expect(service.labels()).toEqual([]);
  });

  test("from a URI are shown before they are stored, and known when they are there already", async () => {
    const { service } = await found();
    const uri = `otpauth://totp/GitHub:sven?secret=${SECRET}&issuer=GitHub`;
    const seen = await call(service, "accounts.addUri", { uri, preview: true, tags: ["b", "a"] });
    expect(seen).toMatchObject({ duplicate: false, account: { id: "", issuer: "GitHub", tags: ["a", "b"] } });
    expect(service.labels()).toEqual([]);
    const added = await call(service, "accounts.addUri", { uri, tags: ["a"] });
    expect(added).toMatchObject({
      duplicate: false,
      account: { issuer: "GitHub", name: "sven", tags: ["a"] },
    });
    expect((await call(service, "accounts.addUri", { uri, preview: true })).duplicate).toBe(true);
  });

  test("are audited", async () => {
    const { service } = await found();
    await add(service, "GitHub");
    await add(service, "GitLab");
    const { findings } = await call(service, "audit.run", {});
    expect(findings.map(({ type }) => type)).toContain("duplicate");
  });
});

describe("the trash", () => {
  test("takes accounts, gives them back, and is emptied for good", async () => {
    const { service } = await found();
    await add(service, "Ada");
    await add(service, "Bob");
    await call(service, "accounts.trash", { query: "Ada" });
    expect(await issuers(service)).toEqual(["Bob"]);
    expect(await issuers(service, { trash: true })).toEqual(["Ada"]);
    expect(await failureOf(service, "codes.get", { query: "Ada" })).toMatchObject({ type: "not-found" });
    expect(await failureOf(service, "accounts.restore", { query: "Bob" })).toMatchObject({
      type: "not-found",
    });
    const { account } = await call(service, "accounts.restore", { query: "Ada" });
    expect(account.trashedAt).toBeNull();
    await call(service, "accounts.trash", { query: "Ada" });
    await call(service, "accounts.trash", { query: "Bob" });
    expect(await call(service, "trash.empty", {})).toEqual({ purged: 2 });
    expect(await call(service, "trash.empty", {})).toEqual({ purged: 0 });
    expect(service.labels()).toEqual([]);
    const [newest] = (await call(service, "activity.list", { limit: 1 })).entries;
    expect(newest).toMatchObject({ type: "account-purged", account: null, details: { count: 2 } });
  });
});

describe("undo and redo", () => {
  test("walk back and forth over edits, also after a restart", async () => {
    const { bench, service } = await found();
    await add(service, "Ada");
    await call(service, "accounts.edit", { query: "Ada", changes: { name: "a", note: "n" } });
    await call(service, "accounts.trash", { query: "Ada" });
    service.close();
    const again = await bench.start();
    expect(again.viewState()).toMatchObject({
      undo: { action: "account-trashed", text: "Ada (a)" },
      redo: null,
    });
    const { entry } = await call(again, "undo", {});
    expect(entry).toMatchObject({
      type: "undone",
      account: "Ada (a)",
      details: { action: "account-trashed" },
    });
    await call(again, "undo", {});
    expect(again.labels()[0]).toMatchObject({ name: "", hasNote: false });
    again.close();
    const third = await bench.start();
    await call(third, "redo", {});
    expect(third.labels()[0]).toMatchObject({ name: "a", hasNote: true, trashedAt: null });
    await call(third, "redo", {});
    expect(third.labels()[0]?.trashedAt).not.toBeNull();
    expect(await failureOf(third, "redo", {})).toEqual({ type: "usage", reason: "nothing-to-redo" });
    third.close();
  });

  test("of an addition puts the account in the trash: nothing is lost", async () => {
    const { service } = await found();
    await add(service, "Ada");
    await call(service, "undo", {});
    expect(await issuers(service, { trash: true })).toEqual(["Ada"]);
    await call(service, "redo", {});
    expect(await issuers(service)).toEqual(["Ada"]);
  });

  test("end with a new edit: what was undone before can't come back over it", async () => {
    const { service } = await found();
    await add(service, "Ada");
    await call(service, "accounts.edit", { query: "Ada", changes: { name: "x" } });
    await call(service, "undo", {});
    await call(service, "accounts.edit", { query: "Ada", changes: { name: "y" } });
    expect(await failureOf(service, "redo", {})).toEqual({ type: "usage", reason: "nothing-to-redo" });
  });

  test("never touch a HOTP counter", async () => {
    const { service } = await found();
    await call(service, "accounts.add", { issuer: "Bob", otp: { type: "hotp", secret: SECRET } });
    await call(service, "accounts.edit", { query: "Bob", changes: { name: "b" } });
    await call(service, "codes.get", { query: "Bob" });
    await call(service, "undo", {});
    expect(service.labels()[0]).toMatchObject({ counter: 1, name: "" });
  });

  test("step over what can't be taken back any more", async () => {
    const { service } = await found();
    await add(service, "Ada");
    await add(service, "Bob");
    await call(service, "accounts.trash", { query: "Bob" });
    await call(service, "trash.empty", {});
    expect(await failureOf(service, "undo", {})).toEqual({ type: "usage", reason: "undo-conflict" });
    expect(await failureOf(service, "undo", {})).toEqual({ type: "usage", reason: "undo-conflict" });
    await call(service, "undo", {});
    expect(await issuers(service, { trash: true })).toEqual(["Ada"]);
    expect(await failureOf(service, "undo", {})).toEqual({ type: "usage", reason: "nothing-to-undo" });
  });
});

describe("whoever listens", () => {
  test("is told of changed labels and gone ids, after the edit, and of nothing where nothing changed", async () => {
    const { service } = await found();
    const events: ServiceEvent[] = [];
    service.subscribe((event) => void events.push(event));
    const { id } = await add(service, "Ada");
    expect(events).toContainEqual({
      type: "accounts",
      changed: [expect.objectContaining({ id })],
      removed: [],
    });
    events.length = 0;
    await call(service, "accounts.edit", { query: "Ada", changes: { issuer: "Ada" } });
    expect(events).toEqual([]);
    await call(service, "accounts.trash", { query: "Ada" });
    events.length = 0;
    await call(service, "trash.empty", {});
    expect(events).toContainEqual({ type: "accounts", changed: [], removed: [id] });
    expect(service.viewState()?.activity).toBe(4);
  });
});
