/**
 * Carries out what the model asks for: calls to the daemon, the clipboard, files, settings, following the view.
 * Answers come back as events. Knows neither keys nor screens, and decides nothing.
 */
import { promises } from "node:fs";
import { dirname } from "node:path";
import type { Language } from "../client/language/choose.ts";
import type { Session } from "../client/session.ts";
import type { ViewConnection } from "../client/view-connection.ts";
import type { KitFacts } from "../protocol/backup-api.ts";
import type { AccountLabel } from "../protocol/account.ts";
import { isSettingKey, setInConfig } from "../protocol/config.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Effect, Event } from "./model.ts";
import { readTypedFiles } from "./read-files.ts";
import { resolvePath, type PathContext } from "./typed-paths.ts";

export interface ShellOptions {
  readonly paths: Paths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly session: Session;
  readonly context: PathContext;
  readonly language: Language;
  readonly copyClearSeconds: number;
  readonly suspend: () => void;
  readonly quit: () => void;
}
type Dispatch = (event: Event) => void;

export interface Shell {
  perform(effect: Effect, dispatch: Dispatch): void;
  /** Asks the daemon how it is: after trouble, and while locked, when another front end may unlock it. */
  look(dispatch: Dispatch): void;
  close(): void;
}

export function createShell(options: ShellOptions): Shell {
  const { session, paths, env } = options;
  const follower = createFollower(options);

  const perform = (effect: Effect, dispatch: Dispatch): void => {
    const answer = <T>(result: Promise<T>, then: (model: never, value: T) => never): void => {
      void result.then((value) =>
        dispatch({ type: "answer", apply: (model) => then(model as never, value) }),
      );
    };
    switch (effect.type) {
      case "call":
        return answer(session.call(effect.method, effect.params as never), effect.reply as never);
      case "copy":
        return answer(
          copy(effect.text, env, clearAfter(options, effect.holdsSeconds)),
          effect.reply as never,
        );
      case "draw-qr":
        return answer(drawQr(effect.text), effect.reply as never);
      case "read-files":
        return answer(readTypedFiles(effect.typed, options.context), effect.reply as never);
      case "write-kit":
        return answer(saveKit(options, effect.typed, effect.facts), effect.reply as never);
      case "save-setting":
        return answer(saveSetting(paths.configFile, effect.key, effect.value), effect.reply as never);
      case "follow":
        return void follower.follow(dispatch);
      case "suspend":
        return options.suspend();
      default:
        return options.quit();
    }
  };

  return {
    perform,
    look(dispatch) {
      void session.call("daemon.status", {}).then((status) =>
        dispatch({
          type: "hello",
          result: status.ok
            ? ok({ hasVault: status.value.vaultId !== null, locked: status.value.locked })
            : status,
        }),
      );
    },
    close: () => follower.close(),
  };
}

async function saveKit({ context, language }: ShellOptions, typed: string, facts: KitFacts) {
  const { writeKit } = await import("./write-kit.ts");
  return writeKit(resolvePath(typed, context), facts, language);
}

async function copy(text: string, env: ShellOptions["env"], clearAfterSeconds: number) {
  const { copyText } = await import("../client/clipboard.ts");
  return copyText(text, { env, clearAfterSeconds });
}

/** What holds longer than codes do is not taken away before; never stays never. */
const clearAfter = ({ copyClearSeconds }: ShellOptions, holdsSeconds = 0): number =>
  copyClearSeconds === 0 ? 0 : Math.max(copyClearSeconds, holdsSeconds);

async function drawQr(text: string): Promise<readonly string[] | null> {
  const { qrModules } = await import("../client/qr-modules.ts");
  return qrModules(text);
}

async function saveSetting(
  file: string,
  key: string,
  value: string | boolean,
): Promise<Result<null, HoltError>> {
  if (!isSettingKey(key)) return err({ type: "usage", reason: "unknown-setting", value: key });
  try {
    const before = await promises.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    await promises.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await promises.writeFile(file, setInConfig(before, key, value));
    return ok(null);
  } catch (error) {
    return err({ type: "storage", reason: "io", file, detail: (error as NodeJS.ErrnoException).code ?? "" });
  }
}

/** The view, from the first unlocking on. Its libraries are loaded while the first labels come by a plain call. */
function createFollower({ paths, session }: ShellOptions) {
  let view: ViewConnection | undefined;
  let isLoading = false;
  let isClosed = false;
  let hasBeenLive = false;
  let accounts: ReadonlyMap<string, AccountLabel> = new Map();

  const show = (dispatch: Dispatch): void => {
    const snapshot = view?.snapshot();
    if (snapshot === undefined) return;
    if (snapshot.status === "locked") {
      hasBeenLive = false;
      accounts = new Map();
      return dispatch({ type: "view-locked" });
    }
    if (snapshot.status === "connecting") {
      if (hasBeenLive) dispatch({ type: "view", accounts: null, state: null, isLive: false });
      return;
    }
    hasBeenLive = true;
    accounts = sameOrNew(accounts, Object.values(snapshot.accounts));
    dispatch({ type: "view", accounts, state: snapshot.state, isLive: true });
  };

  const showFirst = async (dispatch: Dispatch): Promise<void> => {
    const list = await session.call("accounts.list", {});
    if (!list.ok || hasBeenLive) return;
    accounts = sameOrNew(accounts, list.value.accounts);
    dispatch({ type: "view", accounts, state: null, isLive: true });
  };

  return {
    async follow(dispatch: Dispatch): Promise<void> {
      if (view !== undefined) return view.connect();
      if (isLoading) return;
      isLoading = true;
      void showFirst(dispatch);
      const { openView } = await import("../client/view-connection.ts");
      if (isClosed) return;
      view = openView(paths);
      view.subscribe(() => show(dispatch));
    },
    close() {
      isClosed = true;
      view?.close();
    },
  };
}

/** The map that was there, where every label in it is still the same object. */
function sameOrNew(
  before: ReadonlyMap<string, AccountLabel>,
  labels: readonly AccountLabel[],
): ReadonlyMap<string, AccountLabel> {
  const isSame = before.size === labels.length && labels.every((label) => before.get(label.id) === label);
  return isSame ? before : new Map(labels.map((label) => [label.id, label]));
}
