/**
 * A daemon as a process of its own, around a vault that is none: run by node as `fake-daemon.ts daemon run
 * [--acknowledge]`. HOLT_TEST_VERSION is its version; HOLT_TEST_FAILURE makes its start fail with that storage
 * reason, "silent" makes it die without a word, "late" makes it hold the lock for a while before it listens,
 * "crash" makes it fail unexpectedly a second after its start.
 */
import { homedir } from "node:os";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { err, ok } from "../../src/protocol/result.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import { runDaemon } from "../../src/daemon/main.ts";
import { createFakeService } from "./fake-service.ts";

const { env } = process;
const failure = env["HOLT_TEST_FAILURE"];
const result = await runDaemon({
  paths: resolvePaths({ env, homeDirectory: homedir(), uid: process.getuid?.() ?? 0 }),
  version: env["HOLT_TEST_VERSION"] ?? "1.0.0",
  acknowledge: process.argv.includes("--acknowledge"),
  createService: async () => {
    if (failure === "silent") process.exit(1);
    if (failure === "late") await new Promise((resolve) => setTimeout(resolve, 400));
    if (failure === "damaged") {
      const error: HoltError = { type: "storage", reason: "damaged", movedTo: "/elsewhere" };
      return err(error);
    }
    if (failure === "crash") {
      setTimeout(() => {
        throw new RangeError("JBSWY3DPEHPK3PXP is too long");
      }, 1_000);
    }
    return ok(createFakeService());
  },
});
process.exit(result.ok ? 0 : result.error.type === "already-running" ? 10 : 7);
