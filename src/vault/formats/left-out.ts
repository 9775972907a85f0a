/**
 * What a password manager's export holds besides one-time passwords is left out, and counted: such items are no second
 * factors, so none of them is reported by name.
 */
import type { Found } from "./format.ts";

export function countLeftOut(found: Found, others: number): Found {
  const notice = `${others} items without a one-time password were left out`;
  return others === 0 ? found : { ...found, notices: [...found.notices, notice] };
}
