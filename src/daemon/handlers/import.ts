/**
 * Import: everything that was read becomes one edit, one draft, one activity entry and one undo entry; on any error
 * nothing is stored.
 */
import { parseBase64 } from "../../protocol/bytes.ts";
import type { ImportFile, ImportParams, ImportResult } from "../../protocol/local-api.ts";
import { ok } from "../../protocol/result.ts";
import type { AccountDraft, NamedAccount } from "../../vault/account.ts";
import { addAccount, addNamed } from "../../vault/accounts.ts";
import type { NamedFile } from "../../vault/formats/format.ts";
import { type Imported, PICTURE_REASONS, readImport } from "../../vault/formats/import.ts";
import type { VaultHandlers } from "../service.ts";
import type { VaultSession } from "../vault-session.ts";
import { createDuplicateCheck, createNameCheck } from "../duplicate-check.ts";
import { nameAccount, previewLabel, withTags } from "./account-drafts.ts";
import { type HandlerContext, need, openVault, refuse, refuseField } from "./context.ts";
import { labelOf } from "./find-account.ts";

export function createImportHandlers(context: HandlerContext): Pick<VaultHandlers, "import.run" | "qr.read"> {
  return {
    "import.run": async (params) => {
      openVault(context);
      if (params.files.length === 0) return refuseField("files", "there is none");
      const imported = need(await read(context, params));
      const wanted = wantedByName(imported, params.enrolAgain);
      if (wanted.length === 0) refuseIfNothingWasReadable(imported, params.files);
      // Reading took a while: what is there is compared with, and added to, the vault as it is now.
      const session = openVault(context);
      const others = params.enrolAgain === "only" ? [] : imported.accounts;
      const drafts = others.map(({ draft }) => withTags(draft, params.tags));
      const isDuplicate = createDuplicateCheck(session.accounts());
      const fresh = params.onDuplicate === "add" ? drafts : drafts.filter((draft) => !isDuplicate(draft));
      const duplicates = drafts.filter(isDuplicate).length;
      const named = unknownNames(session, wanted).map((one) => withTags(one, params.tags));
      const { format, skipped, notices } = imported;
      const result = {
        format,
        imported: fresh.length,
        duplicates,
        ...(named.length > 0 && { enrolAgain: named.length }),
        skipped,
        notices,
      };
      if (params.dryRun === true) {
        return { ...result, accounts: params.countsOnly === true ? [] : preview(session, fresh, named) };
      }
      const ids = store(session, { fresh, named }, result);
      return { ...result, accounts: params.countsOnly === true ? [] : ids.map((id) => labelOf(session, id)) };
    },
    "qr.read": async ({ file }) => {
      const { name, bytes } = toBytes(file);
      const texts = await context.readQr(bytes);
      if (texts.ok) return { texts: texts.value };
      return refuse({
        type: "malformed",
        what: "picture",
        where: name,
        reason: PICTURE_REASONS[texts.error],
      });
    },
  };
}

const read = (context: HandlerContext, { files, format, password, keyFile }: ImportParams) =>
  readImport(files.map(toBytes), {
    format,
    password: password ?? null,
    keyFile: keyFile === undefined ? null : toBytes({ name: "keyFile", bytes: keyFile }).bytes,
    now: Math.floor(context.now() / 1000),
    readQr: context.readQr,
  });

/** All accounts bad is not "0 imported": the file isn't what it was taken for. */
function refuseIfNothingWasReadable(
  { accounts, skipped, format }: Imported,
  files: readonly ImportFile[],
): void {
  const [first] = skipped;
  if (accounts.length > 0 || first === undefined) return;
  const isNamed = files.some(({ name }) => first.where.startsWith(name));
  const where = [isNamed ? "" : files.map(({ name }) => name).join(", "), first.where]
    .filter((text) => text !== "")
    .join(": ");
  refuse({ type: "malformed", what: format, where, reason: first.reason, skipped });
}

/** By name: those that were kept so before, and those that the person wants kept. */
function wantedByName(
  { named = [], skipped }: Imported,
  enrolAgain: ImportParams["enrolAgain"],
): readonly NamedAccount[] {
  if (enrolAgain === undefined) return named;
  const bound = skipped.flatMap(({ enrolAgain: owner, reason }) =>
    owner === undefined ? [] : nameAccount(owner, reason),
  );
  return enrolAgain === "only" ? bound : [...named, ...bound];
}

function unknownNames(session: VaultSession, wanted: readonly NamedAccount[]): readonly NamedAccount[] {
  if (wanted.length === 0) return [];
  const isKnown = createNameCheck(session.accounts());
  return wanted.filter((account) => !isKnown(account));
}

const preview = (
  session: VaultSession,
  drafts: readonly AccountDraft[],
  named: readonly NamedAccount[],
): ImportResult["accounts"] =>
  [...drafts, ...named].map((draft) => previewLabel(draft, session.making().now));

interface ToStore {
  readonly fresh: readonly AccountDraft[];
  readonly named: readonly NamedAccount[];
}

function store(
  session: VaultSession,
  { fresh, named }: ToStore,
  { format, duplicates, skipped }: Pick<ImportResult, "format" | "duplicates" | "skipped">,
): readonly string[] {
  if (fresh.length + named.length === 0) return [];
  const making = session.making();
  const done = need(
    session.edit({
      act: (doc) =>
        ok([
          ...fresh.map((draft) => addAccount(doc, draft, making)),
          ...named.map((account) => addNamed(doc, account, making)),
        ]),
      describe: (ids) => ({
        type: "accounts-imported",
        account: null,
        accountId: null,
        fields: [],
        details: { count: ids.length, format, duplicates, skipped: skipped.length },
      }),
      isUndoable: true,
    }),
  );
  return done.value;
}

function toBytes({ name, bytes }: ImportFile): NamedFile {
  const parsed = parseBase64(bytes);
  return parsed === undefined ? refuseField("files", `${name} is not base64`) : { name, bytes: parsed };
}
