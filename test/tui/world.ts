/**
 * The terminal UI without a terminal: the real store over a fake vault, keys in, the frame's text out.
 */
import { qrModules } from "../../src/client/qr-modules.ts";
import { describeAction, describeActivity, explainError } from "../../src/client/language/explain.ts";
import { loadCatalogue, type Language } from "../../src/client/language/choose.ts";
import { tuiEn } from "../../src/client/language/tui-en.ts";
import { tuiSv } from "../../src/client/language/tui-sv.ts";
import type { AccountLabel } from "../../src/protocol/account.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { RpcMethod } from "../../src/protocol/local-api.ts";
import { ok, type Result } from "../../src/protocol/result.ts";
import type { ViewState } from "../../src/protocol/view.ts";
import { ASCII, SPOKEN, UNICODE } from "../../src/tui/glyphs.ts";
import { makeKeymap } from "../../src/tui/keymap.ts";
import { textKey, type Key } from "../../src/tui/key.ts";
import { lineText } from "../../src/tui/line.ts";
import type { Effect, Event, Model, TuiSettings, Words } from "../../src/tui/model.ts";
import { startModel } from "../../src/tui/model-start.ts";
import { createStore, type Store } from "../../src/tui/store.ts";
import { createFakeVault, viewState, type FakeVault } from "../support/fake-vault.ts";

export interface World {
  readonly store: Store;
  readonly vault: FakeVault;
  readonly copied: string[];
  readonly effects: Effect[];
  /** Key names ("enter", "ctrl-r"), or single characters. */
  press(...names: readonly string[]): void;
  type(text: string): void;
  paste(text: string): void;
  /** The daemon's picture changes. */
  view(change: Partial<ViewState>): void;
  /** Time passes; the view follows the vault. */
  wait(seconds: number): void;
  text(): string;
  lines(): readonly string[];
  lastLine(): string;
  model(): Model;
}

export interface WorldOptions {
  readonly accounts?: readonly AccountLabel[];
  readonly size?: { readonly columns: number; readonly rows: number };
  readonly language?: Language;
  readonly settings?: Partial<TuiSettings>;
  readonly view?: Partial<ViewState>;
  readonly is?: "open" | "locked" | "new";
  readonly isAscii?: boolean;
  /** For a screen reader. */
  readonly isSpoken?: boolean;
  /** Answers to calls that come before a test can give them. */
  readonly answers?: Partial<Record<RpcMethod, () => Result<unknown, HoltError>>>;
  readonly copyMethod?: "tmux" | "osc52";
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** false: calls are answered only by `answer`. */
  readonly answersAtOnce?: boolean;
}

/** A full minute, so that periods begin here. */
export const START_MS = 1_800_000_000_000;

export async function wordsOf(language: Language): Promise<Words> {
  const catalogue = await loadCatalogue(language);
  return {
    text: language === "sv" ? tuiSv : tuiEn,
    error: (error) => explainError(error, catalogue),
    activity: (entry) => describeActivity(entry, catalogue),
    action: (action, what) => describeAction(action, what, catalogue),
  };
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const vault = createFakeVault(options.accounts ?? [], START_MS);
  for (const [method, answer] of Object.entries(options.answers ?? {})) {
    vault.answers.set(method as RpcMethod, answer);
  }
  const copied: string[] = [];
  const effects: Effect[] = [];
  const perform = (effect: Effect, dispatch: (event: Event) => void): void => {
    effects.push(effect);
    if (options.answersAtOnce === false) return;
    if (effect.type === "call") {
      vault.ask(effect.method, effect.params as Record<string, unknown>, (answer) => {
        dispatch({ type: "answer", apply: (model) => effect.reply(model, answer as never) });
        showView();
      });
    } else if (effect.type === "draw-qr") {
      const modules = qrModules(effect.text);
      dispatch({ type: "answer", apply: (model) => effect.reply(model, modules) });
    } else if (effect.type === "copy") {
      copied.push(effect.text);
      dispatch({
        type: "answer",
        apply: (model) =>
          effect.reply(
            model,
            ok(
              options.copyMethod === "osc52"
                ? { method: "osc52", clearsAfterSeconds: null }
                : { method: "tmux", clearsAfterSeconds: 30 },
            ),
          ),
      });
    } else if (effect.type === "read-files") {
      const files = ok([{ name: effect.typed, bytes: "" }]);
      dispatch({ type: "answer", apply: (model) => effect.reply(model, files) });
    } else if (effect.type === "write-kit") {
      const path = ok(effect.typed.replace("~", "/home/sven"));
      dispatch({ type: "answer", apply: (model) => effect.reply(model, path) });
    } else if (effect.type === "save-setting") {
      dispatch({ type: "answer", apply: (model) => effect.reply(model, ok(null)) });
    } else if (effect.type === "follow") showView();
  };
  const store = createStore({
    model: startModel({
      words: await wordsOf(options.language ?? "en"),
      glyphs: options.isSpoken === true ? SPOKEN : options.isAscii === true ? ASCII : UNICODE,
      keymap: makeKeymap(options.keys ?? {}).keymap,
      settings: { hideCodes: false, sort: "name", theme: "auto", mouse: false, ...options.settings },
      hostName: "laptop",
      userName: "sven",
      size: options.size ?? { columns: 80, rows: 24 },
      now: START_MS,
    }),
    clock: () => vault.nowMs,
    perform,
  });
  let shown: FakeVault["accounts"] | undefined;
  let state = viewState(options.view);
  const showView = (): void => {
    if (store.model().phase.status !== "open" || shown === vault.accounts) return;
    shown = vault.accounts;
    store.dispatch({ type: "view", accounts: vault.accounts, state, isLive: true });
  };
  const is = options.is ?? "open";
  store.dispatch({ type: "hello", result: ok({ hasVault: is !== "new", locked: is === "locked" }) });
  const press = (pressed: Key): void => store.dispatch({ type: "key", key: pressed });
  const lines = (): readonly string[] => store.frame().map((line) => lineText(line).trimEnd());
  return {
    store,
    vault,
    copied,
    effects,
    press: (...names) => {
      for (const name of names)
        press(name.length === 1 ? textKey(name) : { name, text: name === "space" ? " " : "" });
    },
    type: (text) => {
      for (const character of text) press(textKey(character));
    },
    view(change) {
      state = { ...state, ...change };
      store.dispatch({ type: "view", accounts: vault.accounts, state, isLive: true });
    },
    paste: (text) => store.dispatch({ type: "paste", text }),
    wait(seconds) {
      for (let second = 0; second < seconds; second++) {
        vault.nowMs += 1000;
        store.dispatch({ type: "tick" });
      }
    },
    lines,
    text: () => lines().join("\n"),
    lastLine: () => lines().at(-1) ?? "",
    model: () => store.model(),
  };
}
