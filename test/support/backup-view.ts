/**
 * What a daemon says of its backup where there is none; and of one that is on.
 */
import type { BackupView } from "../../src/protocol/view.ts";

export const BACKUP_OFF: BackupView = {
  state: "off",
  relay: null,
  fingerprint: null,
  handle: null,
  lastBackupAt: null,
  pendingChanges: 0,
  bytes: null,
  snapshots: null,
  recovery: [],
  checkedAt: null,
  lastVerifiedAt: null,
  deletesAt: null,
  erasureRequest: null,
  problem: null,
  since: null,
  reminder: null,
  ended: null,
};

export const BACKUP_ON: BackupView = {
  ...BACKUP_OFF,
  state: "on",
  relay: "wss://relay.example.org",
  fingerprint: "abcd-efgh",
  handle: "sven@relay.example.org",
  lastBackupAt: 1_000_000_000,
  bytes: 20_480,
  snapshots: 3,
  recovery: [
    { kind: "words", since: 999_000_000 },
    { kind: "passphrase", since: null },
  ],
  checkedAt: 999_999_000,
  lastVerifiedAt: 999_500_000,
};
