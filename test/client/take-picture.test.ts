/**
 * Pictures of the screen and from the clipboard, against stand-ins for the tools: which is asked when, how the picture
 * comes, and that nothing of it stays. And with the tools themselves on a screen of their own, where they are there.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PicturePlace, takePicture } from "../../src/client/take-picture.ts";
import { createQrReader } from "../../src/vault/qr.ts";

const PICTURE = join(import.meta.dirname, "../fixtures/google-part-1.png");

let home: string;
let tools: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "holt-picture-"));
  tools = join(home, "bin");
  mkdirSync(tools);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function tool(name: string, script: string): void {
  writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}
const runtime = (): string => join(home, "run");
const take = (place: PicturePlace, env: Readonly<Record<string, string>>) =>
  takePicture(place, {
    env: { PATH: tools, HOME: home, ...env },
    directory: runtime(),
  });
/** How every PNG begins, for a shell's printf. */
const PNG = "\\211PNG\\r\\n\\032\\n";
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What follows the signature. */
const text = async (taken: ReturnType<typeof take>): Promise<string> => {
  const picture = await taken;
  return picture.ok ? Buffer.from(picture.value).subarray(SIGNATURE.length).toString() : picture.error;
};

describe("of the screen", () => {
  test("Wayland is asked through grim, X through maim, and no tool for X where Wayland is", async () => {
    tool("grim", `printf "${PNG}grim %s" "$*"`);
    tool("maim", `printf "${PNG}maim %s" "$*"`);
    expect(await text(take("screen", { WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }))).toBe("grim -");
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("maim ");
    rmSync(join(tools, "grim"));
    expect(await text(take("screen", { WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }))).toBe("no-tool");
  });

  test("a tool that fails, or that gives nothing, makes way for the next", async () => {
    tool("maim", "exit 1");
    tool("scrot", "exit 0");
    tool("import", `printf "${PNG}import %s" "$*"`);
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("import -window root png:-");
    rmSync(join(tools, "import"));
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("no-picture");
  });

  test("a tool that only writes files gets one for this user alone, which is gone afterwards", async () => {
    const found = join(home, "found");
    tool(
      "scrot",
      `printf "${PNG}drawn" > "$2"; set -- "$2"; { /bin/ls -ld "\${1%/*}"; /bin/ls -l "$1"; echo "$1"; } > ${found}`,
    );
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("drawn");
    const [folder = "", file = "", path = ""] = readFileSync(found, "utf8").split("\n");
    expect([folder.slice(0, 10), file.slice(0, 10)]).toEqual(["drwx------", "-rw-------"]);
    expect(path.startsWith(`${runtime()}/`)).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(runtime())).toEqual([]);
  });

  test("a file that a tool left behind as it failed is gone, too", async () => {
    tool("scrot", `printf "${PNG}half" > "$2"; exit 3`);
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("no-picture");
    expect(readdirSync(runtime())).toEqual([]);
  });

  test("no file is made in a directory that others can look into", async () => {
    mkdirSync(runtime());
    chmodSync(runtime(), 0o755);
    tool("scrot", `printf "${PNG}drawn" > "$2"; echo called > ${home}/called`);
    expect(await text(take("screen", { DISPLAY: ":0" }))).toBe("no-picture");
    expect(existsSync(join(home, "called"))).toBe(false);
  });

  test("macOS's own tool needs no display's name", async () => {
    tool("screencapture", `printf "${PNG}%s" "$*" > "$4"`);
    expect(await text(take("screen", {}))).toMatch(/^-x -t png \/.*\.png$/);
  });

  test("nothing there is told apart from a tool that may not look", async () => {
    expect(await text(take("screen", {}))).toBe("no-tool");
    expect(await text(take("clipboard", { DISPLAY: ":0" }))).toBe("no-tool");
  });
});

describe("from the clipboard", () => {
  test("comes from the desktop's tool as PNG, byte by byte", async () => {
    tool("wl-paste", `[ "$*" = "--no-newline --type image/png" ] && printf '${PNG}\\000\\377'`);
    const taken = await take("clipboard", { WAYLAND_DISPLAY: "wayland-0" });
    expect(taken).toEqual({ ok: true, value: Uint8Array.of(...SIGNATURE, 0, 0xff) });
  });

  test("X and macOS have their tools, and AppleScript's hexadecimal is read", async () => {
    tool("xclip", `printf "${PNG}%s" "$*"`);
    expect(await text(take("clipboard", { DISPLAY: ":0" }))).toBe(
      "-selection clipboard -target image/png -out",
    );
    tool("osascript", "echo '«data PNGf89504E470D0A1A0A07»'");
    expect(await take("clipboard", {})).toEqual({ ok: true, value: Uint8Array.of(...SIGNATURE, 7) });
    tool("pngpaste", `printf "${PNG}pasted %s" "$1"`);
    expect(await text(take("clipboard", {}))).toBe("pasted -");
  });

  test("a clipboard without a picture says so, also where its text is offered as one", async () => {
    tool("xclip", "echo text");
    expect(await text(take("clipboard", { DISPLAY: ":0" }))).toBe("no-picture");
    tool("xclip", 'echo "Error: target image/png not available" >&2; exit 1');
    expect(await text(take("clipboard", { DISPLAY: ":0" }))).toBe("no-picture");
  });
});

const has = (...names: readonly string[]): boolean =>
  names.every((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0);
const wasm = join(import.meta.dirname, "../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
const readQr = createQrReader(() => Promise.resolve(readFileSync(wasm)));

describe.runIf(has("Xvfb", "display", "xclip"))("on a real X screen (needs Xvfb, ImageMagick, xclip)", () => {
  let server: ChildProcess;
  let shown: ChildProcess;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = spawn(
      "Xvfb",
      ["-displayfd", "1", "-screen", "0", "1280x1400x24", "-nolisten", "tcp", "-noreset"],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const number = await new Promise<string>((resolve) => {
      server.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    env = { PATH: process.env["PATH"] ?? "", DISPLAY: `:${number}` };
    shown = spawn("display", ["-immutable", "-window", "root", PICTURE], { env, stdio: "ignore" });
    await new Promise((resolve) => shown.once("exit", resolve));
  });
  afterAll(() => {
    shown.kill();
    server.kill();
  });

  for (const name of ["maim", "scrot", "import"]) {
    test.runIf(has(name))(`${name} sees the code on the screen`, async () => {
      // Only this tool is on the path.
      const only = join(home, "only");
      mkdirSync(only);
      spawnSync("sh", ["-c", `ln -s "$(command -v ${name})" ${only}/${name}`]);
      const directory = join(home, "run");
      const taken = await takePicture("screen", { env: { ...env, PATH: only, HOME: home }, directory });
      const texts = taken.ok ? await readQr(taken.value) : taken;
      expect(texts.ok && texts.value[0]).toMatch(/^otpauth-migration:/);
    });
  }

  test("xclip gives the picture that was copied, and says when text was", async () => {
    const copy = (type: string, file: string): Promise<unknown> => {
      const child = spawn("xclip", ["-selection", "clipboard", "-t", type, "-i", file], {
        env,
        stdio: "ignore",
      });
      return new Promise((resolve) => child.once("exit", resolve));
    };
    const paste = () => takePicture("clipboard", { env, directory: join(home, "run") });
    await copy("image/png", PICTURE);
    const taken = await paste();
    expect(taken.ok && Buffer.from(taken.value).equals(readFileSync(PICTURE))).toBe(true);
    await copy("UTF8_STRING", import.meta.filename);
    expect(await paste()).toEqual({ ok: false, error: "no-picture" });
  });
});
