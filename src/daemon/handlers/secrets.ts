/**
 * Where secrets leave the daemon on request: details and QR codes. Each time is in the activity.
 */
import { formatBase32, formatBase64 } from "../../protocol/bytes.ts";
import { TO_ENROL, type AccountLabel } from "../../protocol/account.ts";
import type { ShownAccount } from "../../protocol/local-api.ts";
import type { Account } from "../../vault/account.ts";
import { formatOtpUri } from "../../vault/formats/otp-uri-format.ts";
import { formatAccountName } from "../../vault/label.ts";
import { drawQr, drawQrPng } from "../../vault/qr.ts";
import type { VaultHandlers } from "../service.ts";
import type { VaultSession } from "../vault-session.ts";
import { type HandlerContext, noteLeaving, openVault, refuse, refuseField } from "./context.ts";
import { accountOf, findAlive, findAnywhere } from "./find-account.ts";

export function createSecretHandlers(
  context: HandlerContext,
): Pick<VaultHandlers, "accounts.show" | "accounts.qr"> {
  return {
    "accounts.show": ({ query, reveal }) => {
      const session = openVault(context);
      const label = findAnywhere(session, query);
      const account = accountOf(session, label);
      const replaced = account.history.length;
      if (reveal !== true) return { account: { ...label, ...NOTHING_REVEALED, replaced } };
      noteReveal(session, label);
      return { account: { ...label, ...revealed(account), replaced } };
    },
    "accounts.qr": async ({ query, as }) => {
      const session = openVault(context);
      const label = findAlive(session, query);
      if (label.type === TO_ENROL) {
        return refuse({ type: "usage", reason: "to-enrol", value: formatAccountName(label) });
      }
      const uri = formatOtpUri(accountOf(session, label));
      if (!uri.ok) return refuseField("qr", uri.error);
      const modules = await drawQr(uri.value);
      if (modules === undefined) return refuseField("qr", "is more than a QR code holds");
      const png = as === "png" ? formatBase64(await drawQrPng(uri.value)) : null;
      noteReveal(openVault(context), label);
      return { account: label, png, modules: as === "modules" ? modules : null };
    },
  };
}

const NOTHING_REVEALED = { secret: null, uri: null, pin: null, note: null, recoveryCodes: null } as const;

type Revealed = Pick<ShownAccount, keyof typeof NOTHING_REVEALED>;

function revealed(account: Account): Revealed {
  const { otp, note, recoveryCodes } = account;
  const uri = formatOtpUri(account);
  return {
    secret: otp && formatBase32(otp.secret),
    uri: uri.ok ? uri.value : null,
    pin: otp?.pin ?? null,
    note,
    recoveryCodes,
  };
}

const noteReveal = (session: VaultSession, label: AccountLabel): void =>
  noteLeaving(session, {
    type: "secret-revealed",
    account: formatAccountName(label),
    accountId: label.id,
    fields: [],
    details: {},
  });
