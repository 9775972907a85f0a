/**
 * What a one-shot command loads to ask a running daemon: next to nothing, or it is slow.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestDaemon } from "../support/plane.ts";

test("asking a running daemon loads no http, no child_process, no sqlite, and no package", async () => {
  const plane = await startTestDaemon();
  const program = `
    import { connect } from ${JSON.stringify(join(import.meta.dirname, "../../src/client/connect.ts"))};
    const paths = JSON.parse(process.argv[1]);
    const connected = await connect({ paths, version: "1.0.0", start: false });
    const listed = await connected.value.call("accounts.list", {});
    connected.value.close();
    const loaded = process.moduleLoadList.filter((name) => /NativeModule (http|_http|child_process|sqlite|https|tls|undici)/.test(name));
    console.log(JSON.stringify({ listed, loaded }));`;
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ["--input-type=module", "-e", program, JSON.stringify(plane.home.paths)],
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
  });
  expect(JSON.parse(output)).toEqual({ listed: { ok: true, value: { accounts: [] } }, loaded: [] });
  await plane.end();
});
