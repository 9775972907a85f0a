/**
 * What may be wrong with the accounts: the same key twice, short keys, odd parameters.
 *
 * Only what stands in the vault: clock skew is known elsewhere. Accounts in the trash are left out. Facts, no
 * sentences, no secrets.
 */
import type { AccountName, AccountType } from "../protocol/account.ts";
import type { AuditFinding } from "../protocol/local-api.ts";
import type { Account, Otp } from "./account.ts";
import { sameKeyKey } from "./duplicates.ts";
import { formatAccountName } from "./label.ts";

/** RFC 4226 asks for 128 bits and more; services hand out 80. */
const SHORT_BITS = 80;

interface Usual {
  readonly digits: readonly number[];
  readonly periods: readonly number[];
}

const USUAL: Readonly<Record<AccountType, Usual>> = {
  totp: { digits: [6, 7, 8], periods: [30, 60] },
  hotp: { digits: [6, 7, 8], periods: [0] },
  steam: { digits: [5], periods: [30] },
  motp: { digits: [6], periods: [10] },
  yandex: { digits: [8], periods: [30] },
};

export function auditAccounts(accounts: readonly Account[]): readonly AuditFinding[] {
  const alive = accounts.filter(({ trashedAt }) => trashedAt === null);
  return [...findDuplicates(alive), ...alive.flatMap(auditAccount)];
}

/** One finding for each account after the first with that key; `other` and `otherName` tell the first. */
function findDuplicates(accounts: readonly Account[]): readonly AuditFinding[] {
  const firstByKey = new Map<string, Account>();
  const findings: AuditFinding[] = [];
  for (const account of accounts) {
    const key = sameKeyKey(account);
    if (key === undefined) continue;
    const first = firstByKey.get(key);
    if (first === undefined) firstByKey.set(key, account);
    else {
      const details = { other: first.id, otherName: formatAccountName(first) };
      findings.push({ type: "duplicate", account: nameOf(account), details });
    }
  }
  return findings;
}

function auditAccount(account: Account): readonly AuditFinding[] {
  const { otp } = account;
  if (otp === null) return [];
  const bits = otp.secret.length * 8;
  const odd = oddParameters(otp);
  return [
    ...(bits < SHORT_BITS ? [finding("short-secret", account, { bits })] : []),
    ...(Object.keys(odd).length > 0 ? [finding("odd-parameters", account, odd)] : []),
  ];
}

function oddParameters(otp: Otp): Record<string, string | number> {
  const { digits, periods } = USUAL[otp.type];
  const isOddAlgorithm = otp.algorithm === "SHA224" || otp.algorithm === "SHA384";
  return {
    ...(digits.includes(otp.digits) ? {} : { digits: otp.digits }),
    ...(otp.type === "hotp" || periods.includes(otp.period) ? {} : { period: otp.period }),
    ...(isOddAlgorithm ? { algorithm: otp.algorithm } : {}),
  };
}

const nameOf = ({ id, issuer, name }: Account): AccountName => ({ id, issuer, name });
const finding = (
  type: AuditFinding["type"],
  account: Account,
  details: Record<string, string | number>,
): AuditFinding => ({ type, account: nameOf(account), details });
