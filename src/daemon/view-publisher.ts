/**
 * Keeps the view in step with the vault: built at unlock, changed after every event, gone at lock.
 *
 * What changed is collected and written in one go after the requests at hand were answered: an import of ten
 * thousand doesn't wait for its own picture.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { ServiceEvent, VaultService } from "./service.ts";
import { createViewDocument, type ViewDocument } from "./view-document.ts";
import type { ViewServer } from "./view-server.ts";
import type { ViewState } from "../protocol/view.ts";

export interface ViewPublisherOptions {
  readonly service: Pick<VaultService, "labels" | "viewState" | "subscribe">;
  readonly server: Pick<ViewServer, "show" | "hide">;
  /** Runs a task once what is at hand is done. */
  readonly defer: (task: () => void) => void;
}

export interface ViewPublisher {
  /** Of the state, the one key that the vault doesn't know. */
  readonly showDeadline: (locksAtMs: number | null) => void;
  stop(): void;
}

export function publishView({ service, server, defer }: ViewPublisherOptions): ViewPublisher {
  let view: ViewDocument | undefined;
  /** What the next writing will bring: id → label, or undefined for one that went. */
  const pending = new Map<string, AccountLabel | undefined>();
  let isDue = false;
  let locksAt: number | null = null;

  const state = (): ViewState | undefined => {
    const known = service.viewState();
    return known && { ...known, locksAt };
  };
  const open = (): void => {
    close();
    const first = state();
    if (first === undefined) return;
    view = createViewDocument();
    view.apply({ changed: service.labels(), state: first });
    server.show(view.doc);
  };
  const close = (): void => {
    pending.clear();
    server.hide();
    view?.destroy();
    view = undefined;
    locksAt = null;
  };
  const write = (): void => {
    isDue = false;
    if (view === undefined) return;
    const changed = [...pending.values()].filter((label) => label !== undefined);
    const removed = [...pending].flatMap(([id, label]) => (label === undefined ? [id] : []));
    pending.clear();
    view.apply({ changed, removed, state: state() ?? {} });
  };
  const follow = (event: ServiceEvent): void => {
    if (event.type === "unlocked") return open();
    if (event.type === "locked") return close();
    if (event.type === "accounts") {
      for (const label of event.changed) pending.set(label.id, label);
      for (const id of event.removed) pending.set(id, undefined);
    }
    if (isDue) return;
    isDue = true;
    defer(write);
  };
  const unsubscribe = service.subscribe(follow);
  open();

  return {
    showDeadline(next) {
      locksAt = next;
      view?.apply({ state: { locksAt } });
    },
    stop() {
      unsubscribe();
      close();
    },
  };
}
