/**
 * Accounts: listed, found, added, changed.
 */
import type { AccountLabel } from "../../protocol/account.ts";
import { ok } from "../../protocol/result.ts";
import type { AccountDraft } from "../../vault/account.ts";
import { addAccount, editAccount, verifyAccount } from "../../vault/accounts.ts";
import { fieldsToChanges, newAccountToDraft } from "../../vault/draft.ts";
import { parseOtpUri } from "../../vault/formats/otp-uri.ts";
import { matchAccounts } from "../../vault/query.ts";
import { sortLabels } from "../../vault/sort.ts";
import type { VaultHandlers } from "../service.ts";
import type { VaultSession } from "../vault-session.ts";
import { createDuplicateCheck } from "../duplicate-check.ts";
import { previewLabel, withTags } from "./account-drafts.ts";
import { type HandlerContext, need, openVault, refuse, refuseField } from "./context.ts";
import { accountOf, findAlive, isAlive, isTrashed, labelOf } from "./find-account.ts";

type Methods =
  | "accounts.list"
  | "accounts.search"
  | "accounts.add"
  | "accounts.addUri"
  | "accounts.edit"
  | "accounts.verify";

const MOST_HITS = 1000;

export function createAccountHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  return {
    "accounts.list": ({ query, tag, trash, unverified, sort }) => {
      const wanted = openVault(context)
        .labels()
        .filter(trash === true ? isTrashed : isAlive)
        .filter(({ tags }) => tag === undefined || tags.includes(tag))
        .filter(({ verified }) => unverified !== true || verified !== true);
      const fitting = query === undefined ? wanted : matchAccounts(wanted, query);
      return { accounts: sortLabels(fitting, sort ?? "name") };
    },
    "accounts.search": ({ text, limit }) => {
      if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
        return refuseField("limit", "must be a whole number from 1");
      }
      return {
        hits: openVault(context)
          .search()
          .find(text, Math.min(limit ?? MOST_HITS, MOST_HITS)),
      };
    },
    "accounts.add": (input) => ({ account: add(openVault(context), need(newAccountToDraft(input))) }),
    "accounts.addUri": ({ uri, preview, tags }) => {
      const session = openVault(context);
      // A second one would end up, with its secret, in the name of the first.
      if (/[\r\n]/u.test(uri.trim())) {
        const reason = "there is more than one line: import takes several";
        return refuse({ type: "malformed", what: "uri", where: "", reason });
      }
      const read = parseOtpUri(uri.trim(), session.making().now);
      if (!read.ok) {
        const { reason, account } = read.error;
        return refuse({ type: "malformed", what: "uri", where: account, reason });
      }
      const draft = withTags(read.value.draft, tags);
      const duplicate = createDuplicateCheck(session.accounts())(draft);
      if (preview === true) return { account: previewLabel(draft, session.making().now), duplicate };
      return { account: add(session, draft), duplicate };
    },
    "accounts.edit": ({ query, changes }) => {
      const session = openVault(context);
      const { id } = findAlive(session, query);
      const fields = need(fieldsToChanges(accountOf(session, { id }), changes));
      const act = (doc: Parameters<typeof editAccount>[0]) => editAccount(doc, id, fields, session.making());
      need(session.edit({ act, isUndoable: true }));
      return { account: labelOf(session, id) };
    },
    "accounts.verify": ({ query }) => {
      const session = openVault(context);
      const { id } = findAlive(session, query);
      need(session.edit({ act: (doc) => verifyAccount(doc, id), isUndoable: true }));
      return { account: labelOf(session, id) };
    },
  };
}

function add(session: VaultSession, draft: AccountDraft): AccountLabel {
  const act = (doc: Parameters<typeof addAccount>[0]) => ok(addAccount(doc, draft, session.making()));
  return labelOf(session, need(session.edit({ act, isUndoable: true })).value);
}
