/**
 * The view of the vault, live: a y-websocket client of view.sock behind a plain snapshot and one change signal.
 *
 * Every connection has a Yjs document of its own: a daemon that restarted builds its view anew, and two views
 * merged into one document would mix old labels with new ones. The last labels stay until the next document is
 * complete; a lock takes them away at once. Reconnects by itself, except after a lock: call `connect` after
 * unlocking. Prints nothing.
 */
import { connect as connectSocket } from "node:net";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Paths } from "../protocol/paths.ts";
import {
  VIEW_ACCOUNTS,
  VIEW_CLOSED_LOCKED,
  VIEW_ROOM,
  VIEW_STATE,
  type ViewAccounts,
  type ViewState,
} from "../protocol/view.ts";

type ViewStatus =
  /** Not yet complete, or lost and being looked for: what the snapshot holds may be old. */
  | "connecting"
  | "live"
  /** The daemon holds no open vault: locked, none yet, or it stops. Ask it (`hello`), then `connect`. */
  | "locked";

interface ViewSnapshot {
  readonly status: ViewStatus;
  /** By id, trashed ones included. A label keeps its identity until it changes. */
  readonly accounts: ViewAccounts;
  /** null until the first document is complete, and while locked. */
  readonly state: ViewState | null;
}

export interface ViewConnection {
  /** The same object until something changes. */
  snapshot(): ViewSnapshot;
  /** Called at most once per turn of the event loop, however many changes came; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Connects where it isn't: after an unlock. */
  connect(): void;
  close(): void;
}

const EMPTY: ViewSnapshot = { status: "connecting", accounts: {}, state: null };
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

export function openView(paths: Pick<Paths, "viewSocket">): ViewConnection {
  const listeners = new Set<() => void>();
  let snapshot = EMPTY;
  let line: Line | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  let retryMs = FIRST_RETRY_MS;
  let announcement: NodeJS.Immediate | undefined;

  const announce = (): void => {
    announcement ??= setImmediate(() => {
      announcement = undefined;
      for (const listener of listeners) listener();
    });
  };
  const show = (next: ViewSnapshot): void => {
    if (next.status === snapshot.status && next.status !== "live") return;
    snapshot = next;
    announce();
  };

  const open = (): void => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    if (line !== undefined) return;
    line = openLine(paths.viewSocket, {
      changed(accounts, state) {
        retryMs = FIRST_RETRY_MS;
        show({ status: "live", accounts, state });
      },
      gone(code) {
        line = undefined;
        if (code === VIEW_CLOSED_LOCKED) return show({ ...EMPTY, status: "locked" });
        show({ ...snapshot, status: "connecting" });
        retryTimer = setTimeout(open, retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      },
    });
  };
  open();

  return {
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect() {
      if (line === undefined) show({ ...snapshot, status: "connecting" });
      open();
    },
    close() {
      clearTimeout(retryTimer);
      clearImmediate(announcement);
      listeners.clear();
      line?.close();
      line = undefined;
    },
  };
}

interface Line {
  close(): void;
}
interface LineEvents {
  /** The document is complete, or changed after it was. */
  changed(accounts: ViewAccounts, state: ViewState): void;
  /** Once, at the end, unless closed from here. */
  gone(code: number | undefined): void;
}

/** One connection, one document. */
function openLine(socketPath: string, events: LineEvents): Line {
  const doc = new Y.Doc();
  const accounts = doc.getMap(VIEW_ACCOUNTS);
  const state = doc.getMap(VIEW_STATE);
  const provider = new WebsocketProvider("ws://localhost", VIEW_ROOM, doc, {
    connect: false,
    disableBc: true,
    shouldReconnect: () => false,
    WebSocketPolyfill: socketOn(socketPath) as unknown as typeof globalThis.WebSocket,
  });
  // Nobody here looks at presence: an empty one sends nothing.
  provider.awareness.setLocalState(null);

  let isOver = false;
  const end = (): void => {
    isOver = true;
    provider.destroy();
    doc.destroy();
  };
  const read = (): void => {
    if (isOver || !provider.synced || state.size === 0) return;
    events.changed(accounts.toJSON(), state.toJSON() as unknown as ViewState);
  };
  doc.on("afterTransaction", (transaction: Y.Transaction) => {
    if (transaction.changed.size > 0) read();
  });
  provider.on("sync", read);
  provider.on("connection-close", (event: { code?: number } | null) => {
    if (isOver) return;
    end();
    events.gone(event?.code);
  });
  provider.connect();
  return { close: end };
}

/** Any path works this way; in a ws+unix: URL a space or a colon would not. */
function socketOn(path: string): typeof WebSocket {
  const options = {
    createConnection: () => connectSocket(path),
    perMessageDeflate: false,
    // A daemon that hangs must not keep this process from ending.
    closeTimeout: 500,
  };
  return class extends WebSocket {
    constructor() {
      super(`ws://localhost/${VIEW_ROOM}`, [], options);
    }
  };
}
