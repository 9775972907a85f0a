/**
 * Composition of the terminal UI: settings, language, connection, store, Ink, timers, signals. Nothing is decided
 * here. Ink is imported while the daemon is being reached.
 */
import { readFileSync } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import type { ReadStream, WriteStream } from "node:tty";
import { chooseLanguage, loadCatalogue, type Language } from "../client/language/choose.ts";
import { describeAction, describeActivity, explainError } from "../client/language/explain.ts";
import { printable } from "../client/printable.ts";
import { createSession } from "../client/session.ts";
import { parseConfig, type ConfigProblem, type Settings } from "../protocol/config.ts";
import type { Paths } from "../protocol/paths.ts";
import { ok } from "../protocol/result.ts";
import { chooseGlyphs, SPOKEN } from "./glyphs.ts";
import { makeKeymap, type KeyProblem } from "./keymap.ts";
import type { Line } from "./line.ts";
import type { LineModeOptions } from "./line-mode.ts";
import { isLineTerminal } from "./line-terminal.ts";
import type { Message, TuiSettings, Words } from "./model.ts";
import { startModel } from "./model-start.ts";
import { createMouseMode, withoutMouse } from "./mouse-terminal.ts";
import { createPainter } from "./painter.ts";
import { createShell } from "./shell.ts";
import { createStore } from "./store.ts";
import { createSuspension } from "./suspension.ts";
import { chooseTheme } from "./theme.ts";
import { startTicking } from "./ticking.ts";

export interface TuiOptions {
  readonly paths: Paths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly version: string;
  readonly language?: Language;
}

const EXIT_DONE = 0;
/** Locked, or no vault. */
const EXIT_CLOSED = 3;
const EXIT_UNREACHABLE = 5;
const EXIT_BUG = 70;
/** A screen reader's lines are Ink's. */
const NOTHING: readonly Line[] = [];

/** Runs until the person leaves. The terminal is as it was when this settles. */
export async function runTui(options: TuiOptions): Promise<number> {
  const { paths, env, stdin, stdout, version } = options;
  const session = createSession({ paths, version, start: true });
  const greeting = session.connect();
  const config = parseConfig(readConfig(paths.configFile));
  const { settings } = config;
  const { keymap, problems } = makeKeymap(config.keys);
  const language = options.language ?? chooseLanguage(env, settings["ui.language"]);
  if (isLineTerminal(env, process.platform)) {
    const words = await loadWords(language);
    return printCodes({ words, session, stdin, print: (text) => void stdout.write(text) });
  }
  const [words, { mount }] = await Promise.all([loadWords(language), import("./components/mount.tsx")]);

  const isScreenReader = env["INK_SCREEN_READER"] === "true";
  const suspension = createSuspension({
    onAway: () => {
      painter.pause();
      mouse.pause();
    },
    onBack: () => {
      store.dispatch({ type: "tick" });
      painter.resume();
      mouse.resume();
    },
  });
  const shell = createShell({
    paths,
    env,
    session,
    context: { homeDirectory: homedir(), workingDirectory: process.cwd() },
    language,
    copyClearSeconds: settings["copy.clear-seconds"],
    suspend: suspension.suspend,
    quit: () => leave(),
  });
  const store = createStore({
    model: startModel({
      words,
      glyphs: isScreenReader ? SPOKEN : chooseGlyphs(env, process.platform),
      keymap,
      message: configTrouble(words, config.problems, problems),
      settings: settingsOf(settings),
      hostName: hostname().split(".")[0] ?? "",
      userName: nameOfUser(),
      size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
      now: Date.now(),
    }),
    clock: Date.now,
    perform: (effect, dispatch) => shell.perform(effect, dispatch),
  });
  const painter = createPainter({
    frame: isScreenReader ? () => NOTHING : store.frame,
    write: (text) => void stdout.write(text),
    theme: () => chooseTheme(store.model().settings.theme, env),
    columns: () => store.model().window.columns,
  });
  const mouse = createMouseMode((text) => void stdout.write(text));
  const instance = mount({
    store,
    onTerminal: suspension.attach,
    onLeave: mouse.stop,
    stdin: withoutMouse(stdin, (what) => store.dispatch({ type: "mouse", what })),
    stdout,
    isScreenReader,
  });

  const leave = (): void => {
    painter.stop();
    instance.unmount();
  };
  stdout.on("resize", painter.repaint);
  store.subscribe(painter.paint);
  const followMouse = (): void => mouse.want(store.model().settings.mouse && !isScreenReader);
  store.subscribe(followMouse);
  followMouse();
  painter.paint();

  let crash: unknown;
  const crashed = (error: unknown): void => {
    crash ??= error ?? new Error("unknown");
    leave();
  };
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  const stopTicking = startTicking(store, {
    look: () => shell.look(store.dispatch),
    isFrozen: isScreenReader,
  });
  void greeting.then((connected) =>
    store.dispatch({
      type: "hello",
      result: connected.ok
        ? ok({ hasVault: connected.value.hello.hasVault, locked: connected.value.hello.locked })
        : connected,
    }),
  );

  try {
    await instance.waitUntilExit();
  } catch (error) {
    crash ??= error;
  } finally {
    stopTicking();
    stdout.off("resize", painter.repaint);
    suspension.close();
    shell.close();
    session.close();
    process.off("uncaughtException", crashed);
    process.off("unhandledRejection", crashed);
  }
  if (crash === undefined) return EXIT_DONE;
  process.stderr.write(
    `holt: ${crash instanceof Error ? (crash.stack ?? crash.message) : "an unknown failure"}\n`,
  );
  return EXIT_BUG;
}

const settingsOf = (settings: Settings): TuiSettings => ({
  hideCodes: settings["ui.hide-codes"],
  sort: settings["ui.sort"] as TuiSettings["sort"],
  theme: settings["ui.theme"] as TuiSettings["theme"],
  mouse: settings["ui.mouse"],
});

async function printCodes(options: LineModeOptions): Promise<number> {
  const { runLineMode } = await import("./line-mode.ts");
  const done = await runLineMode(options);
  options.session.close();
  if (done.ok) return EXIT_DONE;
  const { message, hints } = options.words.error(done.error);
  for (const text of [`holt: ${message}`, ...hints]) process.stderr.write(`${printable(text)}\n`);
  return done.error.type === "locked" || done.error.type === "no-vault" ? EXIT_CLOSED : EXIT_UNREACHABLE;
}

/** Said until the first key: what of config.toml doesn't hold. */
function configTrouble(
  { text }: Words,
  settings: readonly ConfigProblem[],
  keys: readonly KeyProblem[],
): Message | null {
  const parts = [
    ...settings.map(({ key, reason }) => `${key}: ${reason}`),
    ...keys.map((problem) =>
      problem.type === "unknown-action"
        ? text.config.unknownAction(problem.action)
        : text.config.takenKey(problem.key, problem.action),
    ),
  ].map(printable);
  if (parts.length === 0) return null;
  return { tone: "bad", text: `config.toml: ${parts.join("; ")}`, until: Number.MAX_SAFE_INTEGER };
}

/** A user whom the system doesn't know has no name. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function loadWords(language: Language): Promise<Words> {
  const [catalogue, text] = await Promise.all([
    loadCatalogue(language),
    language === "sv"
      ? import("../client/language/tui-sv.ts").then(({ tuiSv }) => tuiSv)
      : import("../client/language/tui-en.ts").then(({ tuiEn }) => tuiEn),
  ]);
  return {
    text,
    error: (error) => explainError(error, catalogue),
    activity: (entry) => describeActivity(entry, catalogue),
    action: (action, what) => describeAction(action, what, catalogue),
  };
}
