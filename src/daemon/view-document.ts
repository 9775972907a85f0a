/**
 * The view as a Yjs document (protocol/view.ts): labels and state, written only where they differ.
 *
 * Lives from unlock to lock. Knows no sockets and no secrets: it is given labels and state.
 */
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";
import type { AccountLabel } from "../protocol/account.ts";
import { VIEW_ACCOUNTS, VIEW_STATE, type ViewState } from "../protocol/view.ts";

interface ViewChange {
  readonly changed?: readonly AccountLabel[];
  readonly removed?: readonly string[];
  readonly state?: Partial<ViewState>;
}

export interface ViewDocument {
  readonly doc: Y.Doc;
  /** One transaction, so that a front end never sees half of a change. */
  apply(change: ViewChange): void;
  destroy(): void;
}

export function createViewDocument(): ViewDocument {
  const doc = new Y.Doc();
  const accounts = doc.getMap<AccountLabel>(VIEW_ACCOUNTS);
  const state = doc.getMap<unknown>(VIEW_STATE);

  return {
    doc,
    apply(change) {
      doc.transact(() => {
        for (const label of change.changed ?? []) {
          if (!isDeepStrictEqual(accounts.get(label.id), label)) accounts.set(label.id, label);
        }
        for (const id of change.removed ?? []) accounts.delete(id);
        for (const [key, value] of Object.entries(change.state ?? {})) {
          if (!state.has(key) || !isDeepStrictEqual(state.get(key), value)) state.set(key, value);
        }
      });
    },
    destroy: () => doc.destroy(),
  };
}
