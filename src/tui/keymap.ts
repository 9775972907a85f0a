/**
 * Which key does what, as data: one table for the lists and screens, in the order in which help shows them.
 * Text fields and dialogs have their own few keys beside these.
 *
 * A person's own keys ([keys] in config.toml) are translated into the table's at one place, so that no screen knows
 * of them. A letter that an action had before is free then; keys that type nothing (Esc, Enter, arrows, Ctrl-…) keep
 * their meaning unless another action takes them, so that nobody locks himself out.
 */
export const ACTIONS = {
  down: ["down", "j"],
  up: ["up", "k"],
  first: ["g", "home"],
  last: ["G", "end"],
  halfDown: ["ctrl-d"],
  halfUp: ["ctrl-u"],
  pageDown: ["pagedown"],
  pageUp: ["pageup"],
  search: ["/"],
  copy: ["enter"],
  copyShown: ["y"],
  copyNext: ["Y"],
  reveal: ["space"],
  add: ["a"],
  import: ["I"],
  edit: ["e"],
  details: ["i"],
  qr: ["Q"],
  pin: ["p"],
  tags: ["t"],
  verify: ["v"],
  trash: ["d"],
  trashList: ["T"],
  requests: ["A"],
  settings: ["S"],
  undo: ["u"],
  redo: ["ctrl-r"],
  sort: ["s"],
  newDevice: ["n"],
  join: ["J"],
  revoke: ["r"],
  link: ["l"],
  syncNow: ["R"],
  refound: ["F"],
  backupOn: ["b"],
  backupOff: ["x"],
  kit: ["K"],
  points: ["h"],
  recover: ["B"],
  checklist: ["V"],
  codes: ["1"],
  devices: ["2"],
  backup: ["3"],
  activity: ["4"],
  nextTab: ["tab"],
  lock: ["L"],
  help: ["?"],
  back: ["esc"],
  quit: ["q", "ctrl-c"],
  suspend: ["ctrl-z"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Action = keyof typeof ACTIONS;

const actionByKey = new Map<string, Action>(
  Object.entries(ACTIONS).flatMap(([action, keys]) => keys.map((name) => [name, action as Action] as const)),
);
export const actionOf = (keyName: string): Action | undefined => actionByKey.get(keyName);

export interface Keymap {
  /** The table's key for a key as pressed; empty where it does nothing any more. */
  translate(keyName: string): string;
  /** As a person presses them, the first is shown in hints. */
  keysOf(action: Action): readonly string[];
}

export type KeyProblem =
  | { readonly type: "unknown-action"; readonly action: string }
  | { readonly type: "taken-key"; readonly action: string; readonly key: string };

/** Never reassigned: the ways out. */
const FIXED = ["ctrl-c", "ctrl-z", "esc"];
const isLetter = (name: string): boolean => name.length === 1 || name === "space";
const isAction = (name: string): name is Action => Object.hasOwn(ACTIONS, name);

/** `own`: action → keys. What can't be taken over is told, and the rest holds. */
export function makeKeymap(own: Readonly<Record<string, readonly string[]>>): {
  readonly keymap: Keymap;
  readonly problems: readonly KeyProblem[];
} {
  const problems: KeyProblem[] = [];
  const taken = new Map<string, Action>();
  for (const [action, keys] of Object.entries(own)) {
    if (!isAction(action)) {
      problems.push({ type: "unknown-action", action });
      continue;
    }
    for (const key of keys.map(normalKey)) {
      if (taken.has(key) || FIXED.includes(key)) problems.push({ type: "taken-key", action, key });
      else taken.set(key, action);
    }
  }
  const remapped = new Set(taken.values());
  const keysOf = (action: Action): readonly string[] => {
    const mine = [...taken].flatMap(([key, owner]) => (owner === action ? [key] : []));
    const kept = ACTIONS[action].filter((key) => !taken.has(key) && !(remapped.has(action) && isLetter(key)));
    return [...mine, ...kept];
  };
  const table = new Map<string, string>();
  for (const action of Object.keys(ACTIONS) as Action[]) {
    for (const key of ACTIONS[action]) table.set(key, keysOf(action).includes(key) ? key : "");
  }
  for (const [key, action] of taken) table.set(key, ACTIONS[action][0]);
  return { keymap: { translate: (name) => table.get(name) ?? name, keysOf }, problems };
}

/** "Ctrl-D", "PgDn" and " " as people write them. */
function normalKey(written: string): string {
  if (written === " ") return "space";
  if (written.length === 1) return written;
  const lower = written.toLowerCase();
  return { pgdn: "pagedown", pgup: "pageup", escape: "esc", return: "enter" }[lower] ?? lower;
}
