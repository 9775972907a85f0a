/**
 * Why an account without a one-time password is in no other app's file.
 */
import { TO_ENROL } from "../../protocol/account.ts";

export const reasonWithoutOtp = ({ type }: { readonly type?: string }): string =>
  type === TO_ENROL ? "has no secret yet: it is to be enrolled again" : "its type needs a newer holt";
