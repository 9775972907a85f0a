import { describe, expect, it } from "vitest";
import { googleSqlite } from "../../../src/vault/formats/google-sqlite.ts";
import { microsoft } from "../../../src/vault/formats/microsoft.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { importFiles } from "./files.ts";
import { loggedSqliteFile, sqliteFile } from "./sqlite-files.ts";

const MICROSOFT =
  "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, name TEXT NOT NULL, username TEXT NOT NULL, oath_secret_key TEXT NOT NULL, account_type INTEGER NOT NULL)";
const GOOGLE =
  "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT NULL, original_name TEXT DEFAULT NULL, isencrypted INTEGER NOT NULL DEFAULT 0)";
const addMicrosoft = (name: string, secret: string, type: number) =>
  `INSERT INTO accounts (name, username, oath_secret_key, account_type) VALUES ('${name}', 'sven', '${secret}', ${type})`;
const addGoogle = (email: string, secret: string, more = "NULL, 0, 0, 0") =>
  `INSERT INTO accounts (email, secret, issuer, type, counter, isencrypted) VALUES ('${email}', '${secret}', ${more})`;
const file = (...statements: readonly string[]) => ({
  name: "PhoneFactor",
  bytes: sqliteFile(...statements),
});

describe("microsoft", () => {
  it("reads accounts of other services and personal ones, and reports those bound to the phone by name", async () => {
    const found = await readBack(
      file(
        MICROSOFT,
        addMicrosoft("GitHub", "gezdgnbv", 0),
        addMicrosoft("Microsoft", "MTIzNDU=", 1),
        addMicrosoft("Contoso", "", 2),
        addMicrosoft("Empty", "", 0),
        addMicrosoft("Future", "GEZDGNBV", 9),
        addMicrosoft("Odd", "****", 1),
      ),
    );
    expect(found.format).toBe("microsoft");
    const secret = new TextEncoder().encode("12345");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "GitHub", name: "sven", otp: { digits: 6, period: 30, secret } },
      { issuer: "Microsoft", otp: { digits: 8, secret } },
    ]);
    expect(found.skipped).toEqual([
      {
        where: "PhoneFactor, entry 3: Contoso (sven)",
        reason:
          "is a work or school account, whose secret never leaves the phone: set up a verification code for it anew",
        enrolAgain: { issuer: "Contoso", name: "sven" },
      },
      {
        where: "PhoneFactor, entry 4: Empty (sven)",
        reason: "has no secret in the database: set it up anew",
        enrolAgain: { issuer: "Empty", name: "sven" },
      },
      { where: "PhoneFactor, entry 5: Future (sven)", reason: "is of a kind that holt doesn't know" },
      { where: "PhoneFactor, entry 6: Odd (sven)", reason: "the secret is not in base64" },
    ]);
    expect(found.notices).toEqual([]);
  });

  it("reads what is only in the log, and says where it is when it is missing", async () => {
    const { database, wal } = loggedSqliteFile(
      [MICROSOFT, addMicrosoft("A", "GEZDGNBV", 0)],
      [addMicrosoft("B", "JBSWY3DP", 0)],
    );
    const alone = await readBack({ name: "PhoneFactor", bytes: database });
    expect(alone.accounts).toHaveLength(1);
    expect(alone.notices).toEqual([
      "what is newest may be in PhoneFactor-wal: import both, where there is such a file",
    ]);
    const both = [
      { name: "PhoneFactor", bytes: database },
      { name: "PhoneFactor-wal", bytes: wal },
    ];
    const result = await importFiles(both, { format: "microsoft" });
    expect(result).toMatchObject({
      ok: true,
      value: { accounts: [{ draft: { issuer: "A" } }, { draft: { issuer: "B" } }], notices: [] },
    });
    // A log doesn't say whose it is.
    expect(await importFiles(both)).toMatchObject({ error: { choices: ["microsoft", "google-sqlite"] } });
    const log = await importFiles(both.slice(1), { format: "microsoft" });
    expect(log).toMatchObject({ error: { reason: "is a log: import it with the database beside it" } });
  });

  it("gives an error or no more accounts for damaged files, and never throws", async () => {
    const good = file(
      "PRAGMA page_size = 512",
      MICROSOFT,
      addMicrosoft("A", "GEZDGNBV", 0),
      addMicrosoft("B", "JBSWY3DP", 0),
    );
    const counts = await readDamaged({ format: microsoft, file: good, password: null, places: 500 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(500);
  });
});

describe("google-sqlite", () => {
  it("reads TOTP and HOTP, takes the repeated issuer off, and reports what the phone encrypted", async () => {
    const found = await readBack(
      file(
        GOOGLE,
        addGoogle("GitHub:sven", "gezdgnbv", "'GitHub', 0, 0, 0"),
        addGoogle("router", "GEZDGNBV", "NULL, 1, 41, 0"),
        addGoogle("sealed", "GEZDGNBV", "'Bank', 0, 0, 1"),
        addGoogle("odd", "GEZDGNBV", "NULL, 7, 0, 0"),
      ),
    );
    expect(found.format).toBe("google-sqlite");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "GitHub", name: "sven", otp: { type: "totp" } },
      { issuer: "", name: "router", counter: 41, otp: { type: "hotp" } },
    ]);
    expect(found.skipped).toEqual([
      {
        where: "PhoneFactor, entry 3: Bank (sealed)",
        reason: "its secret is encrypted by the phone: export it as QR codes in the app",
        enrolAgain: { issuer: "Bank", name: "sealed" },
      },
      { where: "PhoneFactor, entry 4: odd", reason: "the type of one-time password is not known" },
    ]);
  });

  it("is not what other databases are", async () => {
    for (const statements of [
      ["CREATE TABLE accounts (a)"],
      ["CREATE TABLE other (email, secret, type, provider)"],
    ]) {
      expect(await importFiles([file(...statements)])).toMatchObject({ error: { what: "import" } });
    }
    const forced = await importFiles([file("CREATE TABLE other (a)")], { format: "google-sqlite" });
    expect(forced).toMatchObject({ error: { reason: "has no table of accounts, or is damaged" } });
  });

  it("gives an error or no more accounts for damaged files, and never throws", async () => {
    const good = file(
      "PRAGMA page_size = 512",
      GOOGLE,
      addGoogle("a", "GEZDGNBV"),
      addGoogle("b", "JBSWY3DP"),
    );
    const counts = await readDamaged({ format: googleSqlite, file: good, password: null, places: 500 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(500);
  });
});

describeForeign("microsoft-sqlite", "microsoft");
describeForeign("google-sqlite", "google-sqlite");
