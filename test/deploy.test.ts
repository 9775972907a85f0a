/**
 * What is given to whoever runs a relay: its files call the program as it can be called, and the tools that read them
 * take them, where those tools are.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseCommandLine } from "../src/cli/command-line.ts";
import { spec } from "../src/cli/commands/relay.ts";
import { parseListenAddress } from "../src/cli/listen-address.ts";
import { ROOT } from "./support/program.ts";

const read = (name: string): string => readFileSync(join(ROOT, "deploy", name), "utf8");
const ANYWHERE = { host: "", port: 0 };
const hasTool = (name: string): boolean =>
  [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin"].some((directory) =>
    existsSync(join(directory, name)),
  );

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-deploy-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What follows `serve` in each call of a file, with what the unit's variable stands for in its place. */
function callsIn(text: string): readonly (readonly string[])[] {
  const standing = /^Environment=HOLT_RELAY_OPTIONS="(.*)"$/m.exec(text)?.[1] ?? "";
  const plain = text.replaceAll("$HOLT_RELAY_OPTIONS", standing).replaceAll(/["',[\]]+/g, " ");
  return [...plain.matchAll(/ serve +(--.*)$/gm)].map(([, rest = ""]) => rest.trim().split(/ +/));
}

describe.each(["holt-relay.service", "Containerfile"])("%s", (name) => {
  test("calls the relay with options that it has, at an address that it can listen on", () => {
    const calls = callsIn(read(name));
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const call of calls) {
      const parsed = parseCommandLine(spec, ["serve", ...call]);
      const listen = parsed.ok ? (parsed.value.options.listen ?? "") : "";
      const isGood = parsed.ok && parseListenAddress(listen, ANYWHERE).ok;
      expect({ call, isGood }).toEqual({ call, isGood: true });
    }
  });
});

test("the proxies pass on to where the unit and the container listen", () => {
  const place = /--listen (127\.0\.0\.1:\d+)/.exec(read("holt-relay.service"))?.[1] ?? "none";
  for (const name of ["nginx.conf", "Caddyfile"]) expect(read(name)).toContain(place);
  expect(read("Containerfile")).toContain(`"--listen", "${place}"`);
});

test("nginx waits longer than the relay's 30 seconds between two pings, and says from where a device comes", () => {
  const text = read("nginx.conf");
  expect(Number(/proxy_read_timeout (\d+)s/.exec(text)?.[1])).toBeGreaterThan(60);
  expect(text).toContain("X-Forwarded-For $proxy_add_x_forwarded_for");
});

test("the container runs as nobody who is root, and looks at its own health", () => {
  const text = read("Containerfile");
  expect(/^USER (\d+)/m.exec(text)?.[1]).not.toBe("0");
  expect(text).toContain("/healthz");
  expect(text).toMatch(/^VOLUME \/data$/m);
});

test("neither unit makes memory that Node needs unusable", () => {
  expect(read("holt-relay.service")).not.toMatch(/^MemoryDenyWriteExecute/m);
});

test.runIf(hasTool("systemd-analyze"))(
  "with systemd-analyze: the unit is a good one, and little exposed",
  () => {
    const unit = join(directory, "holt-relay.service");
    const text = read("holt-relay.service")
      .replaceAll("/usr/local/bin/holt", process.execPath)
      .replace(/^Documentation=.*\n/m, "");
    writeFileSync(unit, text);
    const verified = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
    expect(verified).toMatchObject({ status: 0, stderr: "" });
    const security = ["security", "--offline=true", "--threshold=20", "--no-pager", unit];
    expect(spawnSync("systemd-analyze", security, { encoding: "utf8" }).status).toBe(0);
  },
);

test.runIf(hasTool("nginx"))("with nginx: the file is understood", () => {
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate];
  expect(spawnSync("openssl", [...request, "-subj", "/CN=localhost"]).status).toBe(0);
  const site = read("nginx.conf")
    .replaceAll(/\S+fullchain\.pem/g, certificate)
    .replaceAll(/\S+privkey\.pem/g, key)
    .replace(/listen \[.*\n/, "")
    .replace("listen 443", `listen unix:${directory}/socket`);
  writeFileSync(
    join(directory, "nginx.conf"),
    `pid ${directory}/pid; error_log ${directory}/log; events {}\nhttp { access_log off; ${site} }\n`,
  );
  const env = { PATH: `${process.env["PATH"]}:/usr/sbin` };
  const tried = spawnSync("nginx", ["-t", "-c", join(directory, "nginx.conf")], { encoding: "utf8", env });
  expect(tried.stderr).toContain("syntax is ok");
});
