/**
 * Keeps the view in step with the vault: built at unlock, changed with every event, gone at lock.
 */
import type { ServiceEvent, VaultService } from "./service.ts";
import { createViewDocument, type ViewDocument } from "./view-document.ts";
import type { ViewServer } from "./view-server.ts";
import type { ViewState } from "../protocol/view.ts";

export interface ViewPublisherOptions {
  readonly service: Pick<VaultService, "labels" | "viewState" | "subscribe">;
  readonly server: Pick<ViewServer, "show" | "hide">;
}

export interface ViewPublisher {
  /** Of the state, the one key that the vault doesn't know. */
  readonly showDeadline: (locksAtMs: number | null) => void;
  stop(): void;
}

export function publishView({ service, server }: ViewPublisherOptions): ViewPublisher {
  let view: ViewDocument | undefined;
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
    server.hide();
    view?.destroy();
    view = undefined;
    locksAt = null;
  };
  const follow = (event: ServiceEvent): void => {
    if (event.type === "unlocked") return open();
    if (event.type === "locked") return close();
    const labels = event.type === "accounts" ? { changed: event.changed, removed: event.removed } : undefined;
    view?.apply({ ...labels, state: state() ?? {} });
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
