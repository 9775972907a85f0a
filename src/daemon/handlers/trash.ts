/**
 * Into the trash, out of it, and emptying it.
 */
import { err, ok } from "../../protocol/result.ts";
import { purgeAccount, trashAccount } from "../../vault/accounts.ts";
import { restoreAccount, untrashAccount } from "../../vault/restore.ts";
import type { VaultHandlers } from "../service.ts";
import { type HandlerContext, need, openVault } from "./context.ts";
import { findAlive, findTrashed, isTrashed, labelOf } from "./find-account.ts";

type Methods = "accounts.trash" | "accounts.restore" | "trash.empty";

export function createTrashHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  return {
    "accounts.trash": ({ query }) => {
      const session = openVault(context);
      const { id } = findAlive(session, query);
      need(session.edit({ act: (doc) => trashAccount(doc, id, session.making()), isUndoable: true }));
      return { account: labelOf(session, id) };
    },
    "accounts.restore": ({ query }) => {
      const session = openVault(context);
      const { id } = findTrashed(session, query);
      // Once another device may have seen the trashing, it may be emptying its trash right now.
      const isShared = session.isShared();
      const done = need(
        session.edit({
          act: (doc) => (isShared ? restoreAccount(doc, id, session.making()) : untrashAccount(doc, id)),
          isUndoable: true,
        }),
      );
      return { account: labelOf(session, done.value) };
    },
    "trash.empty": () => {
      const session = openVault(context);
      const ids = session
        .labels()
        .filter(isTrashed)
        .map(({ id }) => id);
      need(
        session.edit({
          act: (doc) => {
            for (const id of ids) {
              const purged = purgeAccount(doc, id);
              if (!purged.ok) return err(purged.error);
            }
            return ok(ids.length);
          },
          isUndoable: false,
        }),
      );
      // What devices and relay hold of it is deleted only once a snapshot takes its place.
      if (ids.length > 0) context.sync.shell.oweSnapshot();
      return { purged: ids.length };
    },
  };
}
