/**
 * Export: accounts → the files of a format. Where they go is the front end's matter.
 */
import { formatBase64 } from "../../protocol/bytes.ts";
import type { Account } from "../../vault/account.ts";
import { writeExport } from "../../vault/formats/export.ts";
import { listFormats } from "../../vault/formats/registry.ts";
import { matchAccounts } from "../../vault/query.ts";
import type { VaultHandlers } from "../service.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import { type HandlerContext, need, noteLeaving, openVault, refuse } from "./context.ts";
import { isAlive } from "./find-account.ts";

/** The one format that can say of an account that it lies in the trash. */
const FORMAT_WITH_TRASH = "holt";

export function createExportHandlers(
  context: HandlerContext,
): Pick<VaultHandlers, "export.run" | "formats.list"> {
  return {
    "export.run": async ({ format, query, password, plaintext, asCodes, dryRun }) => {
      if (password === "") return refuse({ type: "usage", reason: "passphrase-empty" });
      const accounts = chooseAccounts(openVault(context), format, query);
      const written = need(
        await writeExport(accounts, {
          format,
          password: password ?? null,
          plaintext: plaintext === true,
          asCodes: asCodes === true,
          random: context.random,
          now: Math.floor(context.now() / 1000),
        }),
      );
      const { exported, skipped } = written;
      // Locked meanwhile: nothing leaves.
      const session = openVault(context);
      if (dryRun === true) return { format, files: [], exported, skipped };
      noteLeaving(session, happening("accounts-exported", { format, count: exported }));
      if (asCodes === true) return { format, files: [], codes: written.codes ?? [], exported, skipped };
      const files = written.files.map(({ name, bytes }) => ({ name, bytes: formatBase64(bytes) }));
      return { format, files, exported, skipped };
    },
    "formats.list": () => ({ formats: listFormats() }),
  };
}

function chooseAccounts(
  session: VaultSession,
  format: string,
  query: string | undefined,
): readonly Account[] {
  const labels = session.labels().filter((label) => format === FORMAT_WITH_TRASH || isAlive(label));
  const chosen = query === undefined ? labels : matchAccounts(labels, query);
  // An empty file that passes for a backup helps nobody.
  if (query !== undefined && chosen.length === 0) return refuse({ type: "not-found", query });
  return chosen.flatMap(({ id }) => session.account(id) ?? []);
}
