/**
 * Undo, redo, activity, and what may be wrong with the accounts.
 */
import { auditAccounts } from "../../vault/audit.ts";
import type { VaultHandlers } from "../service.ts";
import { type HandlerContext, need, openVault, refuseField } from "./context.ts";

type Methods = "undo" | "redo" | "activity.list" | "audit.run";

const USUAL_ENTRIES = 100;
const MOST_ENTRIES = 10_000;

export function createHistoryHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  return {
    undo: () => ({ entry: need(openVault(context).undo()) }),
    redo: () => ({ entry: need(openVault(context).redo()) }),
    "activity.list": ({ before, limit = USUAL_ENTRIES }) => {
      if (!Number.isSafeInteger(limit) || limit < 0)
        return refuseField("limit", "must be a whole number from 0");
      if (before !== undefined && !Number.isSafeInteger(before)) {
        return refuseField("before", "must be a whole number");
      }
      const range = { ...(before !== undefined && { before }), limit: Math.min(limit, MOST_ENTRIES) };
      return { entries: need(openVault(context).activity(range)) };
    },
    "audit.run": () => ({ findings: auditAccounts(openVault(context).accounts()) }),
  };
}
