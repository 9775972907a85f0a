import { describe, expect, it } from "vitest";
import { err, ok } from "../../src/protocol/result.ts";
import { label } from "../support/fake-vault.ts";
import { createWorld } from "./world.ts";

const accounts = [label("GitHub", { name: "sven", hasNote: true, tags: ["work"] }), label("Zulu")];
const quits = (world: Awaited<ReturnType<typeof createWorld>>): boolean =>
  world.effects.some(({ type }) => type === "quit");

describe("the first start", () => {
  it("makes a vault under a passphrase that was typed twice, and never shows it", async () => {
    const world = await createWorld({ is: "new" });
    world.press("enter");
    world.press("tab", "tab");
    world.type("correct horse");
    expect(world.text()).not.toContain("horse");
    expect(world.text()).toContain("weak");
    world.press("tab");
    world.type("correct hors");
    world.press("enter");
    expect(world.text()).toContain("the two passphrases differ");
    world.type("e");
    world.press("enter");
    expect(world.vault.calls.find(({ method }) => method === "vault.init")?.params).toEqual({
      device: "laptop",
      passphrase: "correct horse",
    });
    expect(world.text()).toContain("No accounts yet");
  });

  it("does without a passphrase only when that is chosen, and warns", async () => {
    const world = await createWorld({ is: "new" });
    world.press("enter", "tab", "right");
    expect(world.text()).toContain("Without a passphrase");
    world.press("enter");
    expect(world.vault.calls.at(-1)).toMatchObject({ method: "vault.init", params: { passphrase: null } });
  });

  it("doesn't greet as new whoever had a vault here that was damaged: it says where that was put", async () => {
    const status = {
      problems: [{ type: "storage-damaged", copy: "/home/sven/vault.db.damaged-1", lost: 0 }],
    };
    const world = await createWorld({ is: "new", answers: { "daemon.status": () => ok(status) } });
    expect(world.text()).toContain("vault.db.damaged-1");
    for (const door of ["2", "3"]) {
      world.press(door, "esc");
      expect(world.text()).toContain("vault.db.damaged-1");
    }
    world.press("1", "esc");
    expect(world.text()).toContain("vault.db.damaged-1");
  });

  it("has recovery behind the third door, and goes back to the doors from it", async () => {
    const world = await createWorld({ is: "new" });
    world.press("3");
    expect(world.text()).toContain("Relay's address");
    world.press("esc");
    expect(world.text()).toContain("New vault");
  });
});

describe("unlocking", () => {
  it("says that a passphrase is wrong, forgets it, and opens with the right one", async () => {
    const world = await createWorld({ is: "locked", accounts });
    world.type("quit");
    expect(quits(world)).toBe(false);
    world.press("enter");
    expect(world.text()).toContain("wrong passphrase");
    world.type("open sesame");
    expect(world.text()).not.toContain("sesame");
    world.press("enter");
    expect(world.text()).toContain("GitHub");
    expect(JSON.stringify(world.model().phase)).not.toContain("sesame");
  });

  it("asks the desktop's keyring where nothing was typed: opened by it, or why not, or as if nothing was pressed", async () => {
    for (const [answer, shown] of [
      [ok({ accounts: 1 }), "GitHub"],
      [err({ type: "os-keyring", reason: "locked" } as const), "keyring is locked itself"],
      [err({ type: "os-keyring", reason: "off" } as const), "The vault is locked"],
    ] as const) {
      const world = await createWorld({ is: "locked", accounts, answers: { "vault.unlock": () => answer } });
      world.press("enter");
      expect(world.text()).toContain(shown);
      expect(world.text()).not.toContain("is not used");
      expect(world.text()).not.toContain("unlocking");
    }
  });

  it("notices that another front end unlocked the vault", async () => {
    const world = await createWorld({ is: "locked", accounts });
    world.store.dispatch({ type: "hello", result: ok({ hasVault: true, locked: false }) });
    expect(world.model().phase.status).toBe("open");
  });
});

describe("adding", () => {
  it("takes a link that is pasted before a way to add was chosen, and nothing else", async () => {
    const world = await createWorld({ accounts });
    world.press("a");
    world.paste("not a link");
    expect(world.text()).toContain("Paste a link");
    world.paste("otpauth://totp/New?secret=JBSWY3DPEHPK3PXP");
    expect(world.text()).toContain("This will be added");
    expect(world.text()).not.toContain("JBSWY3DPEHPK3PXP");
  });

  it("shows what a pasted link holds before it is stored, and never the link itself", async () => {
    const world = await createWorld({ accounts });
    world.press("a", "1");
    world.paste("otpauth://totp/New?secret=JBSWY3DPEHPK3PXP\n");
    expect(world.text()).not.toContain("JBSWY3");
    world.press("enter");
    expect(world.text()).toContain("This will be added");
    expect(world.vault.accounts.has("New")).toBe(false);
    world.press("enter");
    expect(world.vault.accounts.has("New")).toBe(true);
    expect(world.model().list.selected).toBe("New");
    expect(world.lastLine()).toContain("added: New (added)");
  });

  it("says what is wrong with a link and lets it be corrected", async () => {
    const world = await createWorld({ accounts });
    world.press("a", "1");
    world.type("nonsense");
    world.press("enter");
    expect(world.text()).toContain("not a link");
    expect(world.model().layers.at(-1)?.kind).toBe("add-uri");
  });

  it("asks each type for its own fields, and keeps what was typed", async () => {
    const world = await createWorld({ accounts });
    world.press("a", "3", "tab");
    world.type("Example?");
    expect(world.text()).toContain("Period");
    world.press("shift-tab", "right");
    expect(world.text()).toContain("Counter");
    expect(world.text()).not.toContain("Period");
    expect(world.text()).toContain("Example?");
    world.press("ctrl-s");
    expect(world.text()).toContain("the secret is missing");
    world.type("JBSW Y3DP");
    world.press("ctrl-s");
    expect(world.vault.calls.at(-1)?.params).not.toBe(undefined);
    expect(world.vault.calls.find(({ method }) => method === "accounts.add")?.params).toEqual({
      issuer: "Example?",
      name: "",
      otp: { type: "hotp", secret: "JBSW Y3DP", digits: 6, counter: 0, algorithm: "SHA1" },
    });
  });

  it("asks before q leaves something half done, and types q in a text field", async () => {
    const world = await createWorld({ accounts });
    world.press("a", "3", "q");
    expect(world.text()).toContain("Leave without finishing?");
    world.press("n");
    expect(quits(world)).toBe(false);
    world.press("tab", "q");
    expect(world.text()).toMatch(/Issuer +q▏/);
    world.press("shift-tab", "q", "y");
    expect(quits(world)).toBe(true);
  });
});

describe("importing", () => {
  const file = (world: Awaited<ReturnType<typeof createWorld>>): void => {
    world.press("I");
    world.type("~/x.json");
    world.press("enter");
  };

  it("stores nothing before the preview is accepted", async () => {
    const world = await createWorld({ accounts });
    file(world);
    expect(world.text()).toContain("2 accounts will come");
    expect(world.text()).toContain("line 3: no secret");
    const runs = (): unknown[] =>
      world.vault.calls.flatMap(({ method, params }) =>
        method === "import.run" ? [params["dryRun"] ?? false] : [],
      );
    expect(runs()).toEqual([true, true]);
    world.press("D", "enter");
    expect(runs()).toEqual([true, true, false]);
    expect(
      world.vault.calls.find(({ method, params }) => method === "import.run" && params["dryRun"] !== true)
        ?.params["onDuplicate"],
    ).toBe("add");
    expect(world.lastLine()).toContain("2 accounts imported");
  });

  it("tells the duplicates apart, account by account, whether they come or not", async () => {
    const world = await createWorld({ accounts });
    const [one, two, three] = [label("One"), label("Two"), label("Three")];
    world.vault.answers.set("import.run", ({ onDuplicate }) =>
      ok({
        format: "aegis",
        imported: onDuplicate === "add" ? 3 : 2,
        duplicates: 1,
        skipped: [],
        accounts: onDuplicate === "add" ? [one, two, three] : [one, three],
        notices: [],
      }),
    );
    file(world);
    expect(world.text()).toContain("2 accounts will come");
    expect(world.text()).toMatch(/\+ One/);
    expect(world.text()).toMatch(/= Two .*you have it/);
    expect(world.text()).toMatch(/\+ Three/);
    world.press("D");
    expect(world.text()).toContain("3 accounts will come");
  });

  it("keeps accounts that can't give codes here by name, where the person says so", async () => {
    const world = await createWorld({ accounts });
    const skipped = [
      { where: "entry 1: Work", reason: "is bound", enrolAgain: { issuer: "", name: "Work" } },
    ];
    world.vault.answers.set("import.run", ({ enrolAgain }) =>
      enrolAgain === undefined
        ? err({ type: "malformed", what: "duo", where: "x", reason: "is bound", skipped })
        : ok({
            format: "duo",
            imported: 0,
            duplicates: 0,
            enrolAgain: 1,
            skipped,
            accounts: [],
            notices: [],
          }),
    );
    file(world);
    expect(world.text()).toContain("entry 1: Work: is bound");
    expect(world.text()).toContain("1 account can't give codes here (E keeps them by name, to enrol again)");
    world.press("E");
    expect(world.text()).toContain("1 account will come");
    world.press("enter");
    expect(world.vault.calls.at(-1)?.params["enrolAgain"]).toBe("also");
    expect(world.lastLine()).toContain("1 account imported");
  });

  it("says of an account without a secret that it is to be enrolled again, and what to do", async () => {
    const world = await createWorld({ accounts: [label("Work", { type: "none", usable: false })] });
    expect(world.text()).toContain("to enrol again");
    world.press("y");
    expect(world.lastLine()).toContain("no secret yet");
    world.press("e");
    expect(world.text()).toContain("Edit Work");
    expect(world.text()).toMatch(/One-time password +closed/);
  });

  it("scrolls a long preview to its last line, and back with as many keys", async () => {
    const world = await createWorld({ accounts, size: { columns: 40, rows: 12 } });
    const many = Array.from({ length: 30 }, (_, index) => label(`Account ${index}`, { name: "" }));
    world.vault.importResult = ok({
      format: "aegis",
      imported: 30,
      duplicates: 0,
      skipped: [{ where: "entry 31", reason: "no secret" }],
      accounts: many,
      notices: [],
    });
    file(world);
    expect(world.text()).toContain("entry 31: no secret");
    world.press("G");
    expect(world.text()).toContain("Account 29");
    world.press("down", "down", "up");
    expect(world.text()).toContain("Account 28");
    expect(world.text()).not.toContain("Account 29");
  });

  it("asks for a password where the file needs one, and again when it is wrong", async () => {
    const world = await createWorld({ accounts });
    world.vault.answers.set("import.run", ({ password }) =>
      password === undefined
        ? err({ type: "usage", reason: "password-needed" })
        : password === "right"
          ? world.vault.importResult
          : err({ type: "wrong-key", what: "file-password" }),
    );
    file(world);
    expect(world.text()).toContain("encrypted");
    world.type("nope");
    expect(world.text()).not.toContain("nope");
    world.press("enter");
    expect(world.text()).toContain("wrong password");
    world.press("ctrl-u");
    world.type("right");
    world.press("enter");
    expect(world.text()).toContain("2 accounts will come");
  });

  it("lets the person choose where a file can be read in several ways", async () => {
    const world = await createWorld({ accounts });
    world.vault.answers.set("import.run", ({ format }) =>
      format === "raivo"
        ? world.vault.importResult
        : err({
            type: "malformed",
            what: "file",
            where: "x",
            reason: "several",
            choices: ["aegis", "raivo"],
          }),
    );
    file(world);
    world.press("j", "enter");
    expect(world.text()).toContain("2 accounts will come");
  });

  it("says what is wrong with a file, and goes back to it", async () => {
    const world = await createWorld({ accounts });
    world.vault.answers.set("import.run", () =>
      err({ type: "malformed", what: "aegis", where: "x.json", reason: "cut short" }),
    );
    file(world);
    expect(world.text()).toContain("cut short");
    expect(world.text()).toContain("~/x.json");
  });
});

describe("editing and looking", () => {
  it("changes only what was changed", async () => {
    const world = await createWorld({ accounts });
    world.press("e", "tab");
    world.type("2");
    world.press("ctrl-s");
    expect(world.vault.calls.find(({ method }) => method === "accounts.edit")?.params).toEqual({
      query: "GitHub",
      changes: { name: "sven2" },
    });
    expect(world.vault.accounts.get("GitHub")?.name).toBe("sven2");
  });

  it("replaces a secret only after the consequence was said, and sends only what was typed", async () => {
    const world = await createWorld({ accounts });
    const edits = (): unknown[] =>
      world.vault.calls.flatMap(({ method, params }) =>
        method === "accounts.edit" ? [params["changes"]] : [],
      );
    world.press("e", "shift-tab", "enter");
    expect(world.text()).toMatch(/Secret +▏/);
    expect(world.vault.calls.some(({ method }) => method === "accounts.show")).toBe(false);
    world.type("JBSW Y3DP EHPK 3PXP");
    expect(world.text()).not.toContain("JBSW");
    expect(world.text()).toContain("Left empty, the stored secret or PIN stays");
    world.press("ctrl-s");
    expect(world.text()).toContain("the codes change at once");
    expect(edits()).toEqual([]);
    world.press("tab", "ctrl-s");
    expect(edits()).toEqual([]);
    world.press("ctrl-s");
    expect(edits()).toEqual([{ otp: { secret: "JBSW Y3DP EHPK 3PXP" } }]);
    expect(JSON.stringify(world.model().layers)).not.toContain("JBSW");
  });

  it("changes parameters alone, and leaves the secret that is stored", async () => {
    const world = await createWorld({ accounts });
    world.press("e", "shift-tab", "enter", "tab", "right", "tab", "tab", "ctrl-u");
    world.type("60");
    world.press("ctrl-s", "ctrl-s");
    expect(world.vault.calls.find(({ method }) => method === "accounts.edit")?.params["changes"]).toEqual({
      otp: { digits: 7, period: 60 },
    });
  });

  it("makes another type of an account with that type's fields", async () => {
    const world = await createWorld({ accounts });
    world.press("e", "shift-tab", "enter", "shift-tab", "right");
    expect(world.text()).toContain("Counter");
    expect(world.text()).not.toContain("Period");
    world.press("ctrl-s", "ctrl-s");
    expect(world.vault.calls.find(({ method }) => method === "accounts.edit")?.params["changes"]).toEqual({
      otp: { type: "hotp", digits: 6, algorithm: "SHA1", counter: 0 },
    });
  });

  it("says that a PIN is missing instead of waiting for a code, and takes it in the edit form", async () => {
    const world = await createWorld({
      accounts: [label("Mine", { type: "motp", algorithm: "MD5", period: 10 })],
    });
    expect(world.text()).toContain("PIN missing");
    world.press("enter");
    expect(world.lastLine()).toContain("the PIN is missing");
    world.press("e", "shift-tab", "enter", "tab");
    world.type("1234");
    expect(world.text()).not.toContain("1234");
    world.press("ctrl-s", "ctrl-s");
    expect(world.vault.calls.find(({ method }) => method === "accounts.edit")?.params["changes"]).toEqual({
      otp: { pin: "1234" },
    });
  });

  it("leaves a closed note alone and opens it only when asked", async () => {
    const world = await createWorld({ accounts });
    world.press("e");
    expect(world.vault.calls.some(({ method }) => method === "accounts.show")).toBe(false);
    world.press("tab", "tab", "tab", "enter");
    expect(world.text()).toContain("my note");
    world.type("!");
    world.press("ctrl-s");
    expect(world.vault.calls.find(({ method }) => method === "accounts.edit")?.params["changes"]).toEqual({
      note: "my note!",
    });
  });

  it("shows a secret only after space, and lets go of it by itself", async () => {
    const world = await createWorld({ accounts });
    world.press("i");
    expect(world.text()).not.toContain("JBSWY3DP");
    expect(world.text()).toContain("2 older ones kept");
    world.press("space");
    expect(world.text()).toContain("JBSWY3DP");
    world.wait(60);
    expect(world.text()).not.toContain("JBSWY3DP");
    expect(JSON.stringify(world.model().layers)).not.toContain("JBSWY3DP");
  });

  it("draws the QR code over the window, or says how large the window must be", async () => {
    const large = await createWorld({ accounts });
    large.press("Q");
    expect(large.text()).toMatch(/[█▀▄]{10}|(?:[█▀▄ ]{2}){10}/);
    expect(large.text()).not.toContain("Codes");
    const small = await createWorld({ accounts, size: { columns: 40, rows: 12 } });
    small.press("Q");
    expect(small.text()).toContain("31×16");
  });

  it("empties the trash only after a yes", async () => {
    const world = await createWorld({ accounts: [...accounts, label("Old", { trashedAt: 1 })] });
    world.press("T", "E", "n");
    expect(world.vault.calls.some(({ method }) => method === "trash.empty")).toBe(false);
    world.press("E", "y");
    expect(world.vault.calls.at(-1)?.method).toBe("trash.empty");
  });

  it("restores from the trash", async () => {
    const world = await createWorld({ accounts: [...accounts, label("Old", { trashedAt: 1 })] });
    world.press("T", "enter");
    expect(world.vault.accounts.get("Old")?.trashedAt).toBe(null);
  });

  it("lists what happened and filters it", async () => {
    const world = await createWorld({ accounts });
    world.press("4");
    expect(world.text()).toContain("created the vault");
    world.press("/");
    world.type("trash");
    expect(world.text()).not.toContain("created the vault");
    expect(world.text()).toContain("GitHub (sven)");
  });

  it("finds all that is about devices and the relay by one word", async () => {
    for (const [language, word] of [
      ["en", "sync"],
      ["sv", "synk"],
    ] as const) {
      const world = await createWorld({ accounts, language });
      const entry = { at: 0, account: null, accountId: null, fields: [], details: {} };
      world.vault.answers.set("activity.list", () =>
        ok({
          entries: [
            { ...entry, seq: 3, type: "member-admitted", by: "phone", details: { name: "tablet" } },
            { ...entry, seq: 2, type: "linked", by: "", details: {} },
            { ...entry, seq: 1, type: "vault-created", by: "desk" },
          ],
        }),
      );
      world.press("4", "/");
      world.type(word);
      const rows = world
        .lines()
        .slice(2, 20)
        .filter((row) => row.trim() !== "");
      expect(rows).toHaveLength(2);
      expect(rows[0]).toContain("phone");
    }
  });
});

describe("trouble", () => {
  it("shows the passphrase again when the daemon says that the vault is locked", async () => {
    const world = await createWorld({ accounts });
    world.vault.answers.set("accounts.verify", () => err({ type: "locked" }));
    world.press("v");
    expect(world.text()).toContain("The vault is locked");
    expect(world.text()).not.toContain("GitHub");
  });

  it("says that what is shown may be old while the daemon is away", async () => {
    const world = await createWorld({ accounts });
    world.store.dispatch({ type: "view", accounts: null, state: null, isLive: false });
    expect(world.lines().at(-2)).toContain("looking for the daemon");
    world.wait(60);
    expect(world.text()).toContain("··· ···");
  });

  it("drops an answer that comes after its screen was left", async () => {
    const world = await createWorld({ accounts, answersAtOnce: false });
    world.store.dispatch({ type: "view", accounts: world.vault.accounts, state: null, isLive: true });
    world.press("i", "space", "esc");
    const effect = world.effects.findLast((one) => one.type === "call" && one.method === "accounts.show");
    if (effect?.type !== "call") throw new Error("nothing was asked");
    const answer = world.vault.call("accounts.show", { query: "GitHub", reveal: true });
    world.store.dispatch({ type: "answer", apply: (model) => effect.reply(model, answer as never) });
    expect(JSON.stringify(world.model().layers)).not.toContain("JBSWY3DP");
  });
});
