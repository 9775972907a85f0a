/**
 * What tells texts of a simulated world apart, wherever they turn up.
 */
/** In every text that a person types. Fifteen bytes: whole groups of base32 (5) and base64 (3). */
export const MARK = "Qlear-Qlear-Qle";
/** In what breaks a rule: nobody may ever show it. */
export const VOID = `${MARK} void`;
/** In what a member writes that keeps no rules: it may be there, or not. */
export const BAD = `${MARK} bad`;
