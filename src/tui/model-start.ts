/**
 * The first model, before anything is known, and what a lock leaves of a later one: no account, no code, no layer.
 */
import type { ActivityList, CodesList, Message, Model, Phase, Size, TuiSettings, Words } from "./model.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Keymap } from "./keymap.ts";
import { makeForm } from "./form.ts";
import { textField } from "./text-field.ts";

export interface StartOptions {
  readonly words: Words;
  readonly glyphs: Glyphs;
  readonly keymap: Keymap;
  readonly settings: TuiSettings;
  readonly hostName: string;
  readonly userName: string;
  readonly size: Size;
  readonly now: number;
  /** What is wrong in config.toml. */
  readonly message?: Message | null;
}

const emptyList = (settings: TuiSettings): CodesList => ({
  sort: settings.sort,
  tag: null,
  isChecklist: false,
  search: null,
  order: [],
  selected: null,
  top: 0,
  codes: new Map(),
  asked: new Map(),
  revealed: null,
  fresh: null,
  basis: [],
  issuerWidth: 0,
  nameWidth: 0,
  digits: 6,
});
const EMPTY_ACTIVITY: ActivityList = {
  entries: [],
  hasAll: false,
  isAsking: false,
  upTo: -1,
  index: 0,
  top: 0,
  filter: null,
};

export const startModel = ({ message = null, ...options }: StartOptions): Model => ({
  ...options,
  phase: { status: "starting" },
  tab: "codes",
  layers: [],
  layerCount: 0,
  window: options.size,
  accounts: new Map(),
  view: null,
  isConnected: true,
  locksAt: null,
  touchedAt: options.now,
  list: emptyList(options.settings),
  activity: EMPTY_ACTIVITY,
  devices: { chosen: null, top: 0 },
  backup: { points: null, error: null, basis: null, top: 0 },
  running: [],
  message,
});

/** Everything that the vault told is dropped, messages about accounts too. */
export const forget = (model: Model, phase: Phase): Model => ({
  ...startModel({
    ...model,
    size: model.window,
    message: model.phase.status === "open" ? null : model.message,
  }),
  layerCount: model.layerCount,
  // What runs for a flow that is gone now is called off after this.
  running: model.running,
  phase,
});

export const lockedPhase = (): Phase => ({
  status: "locked",
  form: makeForm(textField("passphrase", { isSecret: true })),
});
export const doorsPhase = (movedTo: string | null = null): Phase => ({ status: "doors", index: 0, movedTo });
