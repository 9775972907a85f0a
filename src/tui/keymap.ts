/**
 * Which key does what, as data: one table for the lists and screens, in the order in which help shows them.
 * Text fields and dialogs have their own few keys beside these.
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
