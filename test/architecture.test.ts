/**
 * The import law of docs/ARCHITECTURE.md is enforced by the linter; here the linter is shown to bite.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "./support/program.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-law-"));
  cpSync(join(ROOT, ".oxlintrc.json"), join(directory, ".oxlintrc.json"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function isForbidden(file: string, imported: string): boolean {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { x } from "${imported}";\nexport const y = x;\n`);
  try {
    execFileSync(join(ROOT, "node_modules/.bin/oxlint"), ["-c", ".oxlintrc.json", file], {
      cwd: directory,
      encoding: "utf8",
    });
    return false;
  } catch (error) {
    const output = (error as { stdout: string }).stdout;
    if (!output.includes("import law")) throw error;
    return true;
  }
}

test.each([
  ["src/protocol/x.ts", "../vault/account.ts"],
  ["src/protocol/x.ts", "node:fs"],
  ["src/protocol/x.ts", "yjs"],
  ["src/vault/x.ts", "../daemon/main.ts"],
  ["src/vault/x.ts", "node:fs"],
  ["src/vault/formats/x.ts", "../../daemon/main.ts"],
  ["src/daemon/x.ts", "../client/connect.ts"],
  ["src/daemon/x.ts", "ink"],
  ["src/relay/x.ts", "../protocol/seal.ts"],
  ["src/relay/x.ts", "../protocol/keys.ts"],
  ["src/relay/x.ts", "../protocol/secret.ts"],
  ["src/relay/x.ts", "../protocol/keyring.ts"],
  ["src/relay/x.ts", "../protocol/keyring-seal.ts"],
  ["src/relay/x.ts", "../protocol/envelope-seal.ts"],
  ["src/relay/x.ts", "../protocol/epoch.ts"],
  ["src/relay/x.ts", "../protocol/roster-make.ts"],
  ["src/relay/x.ts", "../protocol/kdf.ts"],
  ["src/relay/x.ts", "../vault/account.ts"],
  ["src/relay/x.ts", "../daemon/main.ts"],
  ["src/relay/x.ts", "yjs"],
  ["src/client/x.ts", "../daemon/main.ts"],
  ["src/cli/commands/x.ts", "../../vault/account.ts"],
  ["src/cli/commands/x.ts", "../../daemon/main.ts"],
  ["src/cli/commands/x.ts", "../../relay/main.ts"],
  ["src/cli/commands/relay.ts", "../../daemon/main.ts"],
  ["src/tui/x.ts", "../vault/search.ts"],
  ["src/tui/screens/x.tsx", "../../daemon/main.ts"],
  ["src/tui/screens/x.tsx", "yjs"],
])("%s may not import %s", (file, imported) => {
  expect(isForbidden(file, imported)).toBe(true);
});

test.each([
  ["src/protocol/x.ts", "./bytes.ts"],
  ["src/vault/formats/x.ts", "../account.ts"],
  ["src/daemon/x.ts", "../vault/account.ts"],
  ["src/relay/x.ts", "../protocol/roster-state.ts"],
  ["src/relay/x.ts", "../protocol/envelope.ts"],
  ["src/cli/commands/relay.ts", "../../relay/main.ts"],
  ["src/cli/commands/x.ts", "../../client/connect.ts"],
  ["src/tui/screens/x.tsx", "../../protocol/view.ts"],
])("%s may import %s", (file, imported) => {
  expect(isForbidden(file, imported)).toBe(false);
});
