/** The backup's part of the request table. */
import type { BackupMethods, Confirm, RecoverySecret } from "../protocol/backup-api.ts";
import type { RelayChoice, RpcParams } from "../protocol/local-api.ts";
import { fields, flag, list, number, oneOf, optional, orNull, type Shape, text } from "./params-shape.ts";
import type { RequestRow } from "./request-row.ts";

const none = fields<Record<string, never>>({});
const relay = fields<RelayChoice>({ url: text, fingerprint: optional(text), token: optional(text) });
const kind = oneOf("words", "passphrase");
const typedWords = fields<{ words: string }>({ words: text });
const typedPassphrase = fields<{ passphrase: string; handle?: string }>({
  passphrase: text,
  handle: optional(text),
});
/** Words, or a passphrase. */
const secret: Shape<RecoverySecret> = {
  look: (value, path) =>
    typedWords.look(value, path) === undefined ? undefined : typedPassphrase.look(value, path),
};
export const confirm: Shape<Confirm> = secret;
const newPassphrase = fields<{ handle?: string; text: string }>({ handle: optional(text), text });

type Rows = { readonly [M in keyof BackupMethods]: RequestRow<M> };

export const BACKUP_REQUESTS: Rows = {
  "backup.status": { needs: "vault", isUse: false, params: none },
  "backup.draw": { needs: "open", isUse: true, params: none },
  "backup.strength": {
    needs: "nothing",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"backup.strength">>({ passphrase: text }),
  },
  "backup.plan": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.plan">>({ relay: optional(relay), handle: optional(text) }),
  },
  "backup.enable": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.enable">>({
      relay: optional(relay),
      words: orNull(text),
      passphrase: orNull(newPassphrase),
      confirm: optional(confirm),
      waitSeconds: optional(number),
    }),
  },
  "backup.verify": { needs: "open", isUse: true, params: secret },
  "backup.change": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.change">>({
      change: oneOf("add", "replace", "remove"),
      kind,
      words: optional(text),
      passphrase: optional(newPassphrase),
      confirm: optional(confirm),
      waitSeconds: optional(number),
    }),
  },
  "backup.disable": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.disable">>({
      keepSync: flag,
      later: optional(flag),
      confirm: optional(confirm),
      waitSeconds: optional(number),
    }),
  },
  // Waiting is nobody's use of the vault.
  "backup.wait": {
    needs: "nothing",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"backup.wait">>({ jobId: text, after: number }),
  },
  "backup.confirm": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.confirm">>({ jobId: text, confirm }),
  },
  "backup.cancel": {
    needs: "nothing",
    isUse: false,
    params: fields<RpcParams<"backup.cancel">>({ jobId: text }),
  },
  "backup.points": { needs: "open", isUse: true, params: none },
  "backup.restore": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.restore">>({
      id: text,
      query: optional(text),
      accounts: optional(list(text)),
      dryRun: optional(flag),
    }),
  },
  "backup.kit": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"backup.kit">>({ words: optional(text) }),
  },
  "backup.receipts": { needs: "open", isUse: false, params: none },
  "recover.start": {
    needs: "nothing",
    isUse: true,
    params: fields<RpcParams<"recover.start">>({
      relay: optional(relay),
      secret,
      device: orNull(text),
      passphrase: orNull(text),
    }),
  },
  "recover.answer": {
    needs: "nothing",
    isUse: true,
    params: fields<RpcParams<"recover.answer">>({ jobId: text, merge: flag, keep: list(text) }),
  },
};
