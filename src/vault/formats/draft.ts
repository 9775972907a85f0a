/**
 * Makes an account draft of what a format found, or says why holt can't hold it. Fills in what a format doesn't have.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import { checkOtp, type AccountDraft, type Otp } from "../account.ts";
import { isYandexSecret } from "./yandex-secret.ts";

export interface DraftFields extends Partial<Omit<AccountDraft, "otp">> {
  readonly otp: Omit<Otp, "pin"> & { readonly pin?: string | null };
  readonly issuer: string;
  readonly name: string;
}

export function makeDraft(fields: DraftFields): Result<AccountDraft, string> {
  const { type } = fields.otp;
  const otp: Otp = {
    ...fields.otp,
    pin: fields.otp.pin ?? null,
    period: type === "hotp" ? 0 : fields.otp.period,
  };
  const counter = type === "hotp" ? (fields.counter ?? 0) : 0;
  const checked = checkOtp(otp, counter);
  if (!checked.ok) return err(checked.error.reason);
  if (type === "yandex" && !isYandexSecret(otp.secret)) return err("the secret is not one of Yandex's");
  return ok({
    note: null,
    recoveryCodes: null,
    pinned: false,
    createdAt: null,
    trashedAt: null,
    ...fields,
    otp,
    counter,
    tags: [...new Set(fields.tags ?? [])].filter((tag) => tag !== ""),
  });
}
