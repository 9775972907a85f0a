/**
 * A picture of the screen, or the one on the clipboard, by whatever tool is there for it.
 *
 * It may show secrets: it comes through a pipe, or, from tools that only write files, through a file in a 0700
 * directory of its own inside `directory`, which is gone before this returns. Knows nothing of what is in it.
 */
import { execFile } from "node:child_process";
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../protocol/result.ts";
import { isPrivateDirectory } from "../protocol/socket-directory.ts";

export const PICTURE_PLACES = ["screen", "clipboard"] as const;
export type PicturePlace = (typeof PICTURE_PLACES)[number];

/** "no-picture": a tool was there and gave none (nothing on the clipboard, or it isn't allowed to look). */
export type PictureProblem = "no-picture" | "no-tool";

export interface PictureOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this user alone; made where it isn't there. */
  readonly directory: string;
}

interface Tool {
  /** The environment variable without which the tool can't work, and one with which it would see nothing. */
  readonly needs: string | null;
  readonly failsUnder?: string;
  /** FILE stands for the file that it writes; without, the picture comes on stdout. */
  readonly command: readonly [string, ...string[]];
  readonly decode?: (output: Buffer) => Buffer;
}

const FILE = "FILE";
const WAYLAND = "WAYLAND_DISPLAY";

/** Under Wayland a tool for X sees a black screen. */
const forX = (...command: [string, ...string[]]): Tool => ({
  needs: "DISPLAY",
  failsUnder: WAYLAND,
  command,
});

const TOOLS: Readonly<Record<PicturePlace, readonly Tool[]>> = {
  screen: [
    { needs: WAYLAND, command: ["grim", "-"] },
    {
      needs: WAYLAND,
      command: ["spectacle", "--background", "--nonotify", "--fullscreen", "--output", FILE],
    },
    { needs: WAYLAND, command: ["gnome-screenshot", "--file", FILE] },
    forX("maim"),
    forX("scrot", "--overwrite", FILE),
    forX("import", "-window", "root", "png:-"),
    forX("gnome-screenshot", "--file", FILE),
    forX("spectacle", "--background", "--nonotify", "--fullscreen", "--output", FILE),
    { needs: null, command: ["screencapture", "-x", "-t", "png", FILE] },
  ],
  clipboard: [
    { needs: WAYLAND, command: ["wl-paste", "--no-newline", "--type", "image/png"] },
    { needs: "DISPLAY", command: ["xclip", "-selection", "clipboard", "-target", "image/png", "-out"] },
    { needs: null, command: ["pngpaste", "-"] },
    { needs: null, command: ["osascript", "-e", "the clipboard as «class PNGf»"], decode: readAppleData },
  ],
};

/** A clipboard's owner may hand out text as a picture. */
const isPng = (bytes: Uint8Array): boolean => PNG_SIGNATURE.every((byte, index) => bytes[index] === byte);
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Some desktops ask the person first. */
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

export async function takePicture(
  place: PicturePlace,
  options: PictureOptions,
): Promise<Result<Uint8Array, PictureProblem>> {
  let wasAnyThere = false;
  for (const tool of TOOLS[place]) {
    const { needs, failsUnder } = tool;
    if (needs !== null && !options.env[needs]) continue;
    if (failsUnder !== undefined && options.env[failsUnder]) continue;
    const picture = await (tool.command.includes(FILE) ? runIntoFile(tool, options) : run(tool, options));
    if (picture instanceof Uint8Array && isPng(picture)) return ok(new Uint8Array(picture));
    wasAnyThere ||= picture !== "not-there";
  }
  return err(wasAnyThere ? "no-picture" : "no-tool");
}

type Taken = Buffer | "failed" | "not-there";

function run({ command, decode }: Tool, { env }: PictureOptions): Promise<Taken> {
  const [program, ...words] = command;
  const limits = { env, encoding: "buffer", timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES } as const;
  return new Promise((resolve) => {
    const child = execFile(program, words, limits, (error, stdout) => {
      if (error === null) resolve(decode === undefined ? stdout : decode(stdout));
      else resolve(error.code === "ENOENT" || error.code === "EACCES" ? "not-there" : "failed");
    });
    child.stdin?.end();
  });
}

async function runIntoFile(tool: Tool, options: PictureOptions): Promise<Taken> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  if (!isPrivateDirectory(lstatSync(options.directory), process.getuid?.() ?? -1)) return "failed";
  const own = mkdtempSync(join(options.directory, "picture-"));
  const remove = (): void => rmSync(own, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    chmodSync(own, 0o700);
    const file = join(own, "picture.png");
    closeSync(openSync(file, "wx", 0o600));
    const [program, ...words] = tool.command;
    const command = [program, ...words.map((word) => (word === FILE ? file : word))] as const;
    const done = await run({ ...tool, command }, options);
    return done instanceof Uint8Array ? readFileSync(file) : done;
  } catch {
    return "failed";
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** AppleScript prints «data PNGf89504E47…». */
function readAppleData(output: Buffer): Buffer {
  const hex = /PNGf([0-9A-F]*)/i.exec(output.toString("latin1"))?.[1] ?? "";
  return Buffer.from(hex, "hex");
}
