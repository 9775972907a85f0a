/**
 * The request table: for each method what it needs, whether it is a person's use of the vault, and the shape of
 * its parameters. What a method does is not here (service.ts, process-methods.ts).
 */
import { ACCOUNT_TYPES, ALGORITHMS } from "../protocol/account.ts";
import type {
  AccountFields,
  ImportFile,
  ImportParams,
  NewAccount,
  OtpParameters,
  RpcMethod,
  RpcParams,
} from "../protocol/local-api.ts";
import { BACKUP_REQUESTS, confirm } from "./backup-requests.ts";
import { fields, flag, list, number, oneOf, optional, orNull, text } from "./params-shape.ts";
import type { RequestRow } from "./request-row.ts";

const none = fields<Record<string, never>>({});
const query = fields<{ query: string }>({ query: text });

const otp = {
  algorithm: optional(oneOf(...ALGORITHMS)),
  digits: optional(number),
  period: optional(number),
  counter: optional(number),
  pin: optional(text),
};
const changedOtp = fields<Partial<OtpParameters>>({
  ...otp,
  type: optional(oneOf(...ACCOUNT_TYPES)),
  secret: optional(text),
});
const newOtp = fields<NewAccount["otp"]>({ ...otp, type: oneOf(...ACCOUNT_TYPES), secret: text });

const labelled = {
  issuer: optional(text),
  name: optional(text),
  note: optional(orNull(text)),
  recoveryCodes: optional(orNull(text)),
  pinned: optional(flag),
  addTags: optional(list(text)),
  removeTags: optional(list(text)),
  counter: optional(number),
};
const changes = fields<AccountFields>({ ...labelled, otp: optional(changedOtp) });
const file = fields<ImportFile>({ name: text, bytes: text });

export const REQUEST_TABLE: { readonly [M in RpcMethod]: RequestRow<M> } = {
  "daemon.hello": {
    needs: "nothing",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"daemon.hello">>({ version: text }),
  },
  "daemon.handover": {
    needs: "nothing",
    isUse: false,
    params: fields<RpcParams<"daemon.handover">>({ version: text }),
  },
  "daemon.stop": { needs: "nothing", isUse: false, params: none },
  "daemon.status": { needs: "nothing", isUse: false, isQuiet: true, params: none },
  "daemon.touch": { needs: "nothing", isUse: true, isQuiet: true, params: none },

  "vault.init": {
    needs: "nothing",
    isUse: true,
    params: fields<RpcParams<"vault.init">>({ device: text, passphrase: orNull(text) }),
  },
  "vault.unlock": {
    needs: "vault",
    isUse: true,
    params: fields<RpcParams<"vault.unlock">>({ passphrase: orNull(text) }),
  },
  "keyring.enable": {
    needs: "vault",
    isUse: true,
    params: fields<RpcParams<"keyring.enable">>({ passphrase: text }),
  },
  "keyring.disable": { needs: "vault", isUse: true, params: none },
  "keyring.status": { needs: "vault", isUse: false, isQuiet: true, params: none },
  "vault.lock": { needs: "vault", isUse: false, params: none },
  "vault.passwd": {
    needs: "vault",
    isUse: true,
    params: fields<RpcParams<"vault.passwd">>({ current: orNull(text), next: orNull(text) }),
  },

  "accounts.list": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"accounts.list">>({
      query: optional(text),
      tag: optional(text),
      trash: optional(flag),
      unverified: optional(flag),
      sort: optional(oneOf("name", "used", "added")),
    }),
  },
  "accounts.search": {
    needs: "open",
    isUse: true,
    isQuiet: true,
    params: fields<RpcParams<"accounts.search">>({ text, limit: optional(number) }),
  },
  "accounts.add": {
    needs: "open",
    isUse: true,
    params: fields<NewAccount>({ ...labelled, otp: newOtp }),
  },
  "accounts.addUri": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"accounts.addUri">>({
      uri: text,
      preview: optional(flag),
      tags: optional(list(text)),
    }),
  },
  "accounts.edit": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"accounts.edit">>({ query: text, changes }),
  },
  "accounts.show": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"accounts.show">>({ query: text, reveal: optional(flag) }),
  },
  "accounts.trash": { needs: "open", isUse: true, params: query },
  "accounts.restore": { needs: "open", isUse: true, params: query },
  "accounts.verify": { needs: "open", isUse: true, params: query },
  "accounts.qr": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"accounts.qr">>({ query: text, as: oneOf("png", "modules") }),
  },
  "trash.empty": { needs: "open", isUse: true, params: none },

  "codes.get": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"codes.get">>({
      query: optional(text),
      at: optional(number),
      copied: optional(flag),
    }),
  },
  // A screen that nobody looks at must not keep the vault open.
  "codes.peek": {
    needs: "open",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"codes.peek">>({ ids: list(text) }),
  },
  "codes.watch": {
    needs: "open",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"codes.watch">>({ id: optional(text) }),
  },
  "codes.used": {
    needs: "open",
    isUse: true,
    isQuiet: true,
    params: fields<RpcParams<"codes.used">>({ id: text }),
  },

  "import.run": {
    needs: "open",
    isUse: true,
    params: fields<ImportParams>({
      files: list(file),
      format: optional(text),
      password: optional(text),
      dryRun: optional(flag),
      onDuplicate: optional(oneOf("skip", "add")),
      enrolAgain: optional(oneOf("also", "only")),
      keyFile: optional(text),
      tags: optional(list(text)),
      countsOnly: optional(flag),
    }),
  },
  "export.run": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"export.run">>({
      format: text,
      query: optional(text),
      password: optional(text),
      plaintext: optional(flag),
      asCodes: optional(flag),
      dryRun: optional(flag),
    }),
  },
  "formats.list": { needs: "nothing", isUse: false, params: none },
  "qr.read": { needs: "nothing", isUse: true, params: fields<RpcParams<"qr.read">>({ file }) },

  undo: { needs: "open", isUse: true, params: none },
  redo: { needs: "open", isUse: true, params: none },
  // A screen fetches it whenever the view says that there is more.
  "activity.list": {
    needs: "open",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"activity.list">>({ before: optional(number), limit: optional(number) }),
  },
  "audit.run": { needs: "open", isUse: true, params: none },

  "link.set": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"link.set">>({
      url: text,
      fingerprint: optional(text),
      token: optional(text),
    }),
  },
  "link.clear": { needs: "open", isUse: true, params: none },
  "sync.now": {
    needs: "vault",
    isUse: false,
    params: fields<RpcParams<"sync.now">>({ wait: optional(flag), timeoutSeconds: optional(number) }),
  },
  "pair.start": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"pair.start">>({ lan: optional(flag), timeoutSeconds: optional(number) }),
  },
  // Waiting is nobody's use of the vault.
  "pair.wait": {
    needs: "vault",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"pair.wait">>({ pairingId: text, after: number }),
  },
  "pair.answer": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"pair.answer">>({ requestId: text, accept: flag }),
  },
  "pair.cancel": {
    needs: "vault",
    isUse: false,
    params: fields<RpcParams<"pair.cancel">>({ pairingId: text }),
  },
  "join.start": {
    needs: "nothing",
    isUse: true,
    params: fields<RpcParams<"join.start">>({
      link: text,
      device: orNull(text),
      passphrase: orNull(text),
    }),
  },
  "join.wait": {
    needs: "nothing",
    isUse: false,
    isQuiet: true,
    params: fields<RpcParams<"join.wait">>({ joinId: text, after: number }),
  },
  "join.answer": {
    needs: "nothing",
    isUse: true,
    params: fields<RpcParams<"join.answer">>({ joinId: text, merge: flag }),
  },
  "join.cancel": {
    needs: "nothing",
    isUse: false,
    params: fields<RpcParams<"join.cancel">>({ joinId: text }),
  },
  "devices.list": { needs: "open", isUse: true, params: none },
  "devices.rename": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"devices.rename">>({ member: text, name: text }),
  },
  "devices.revoke": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"devices.revoke">>({ member: text, dryRun: optional(flag) }),
  },
  "requests.list": { needs: "open", isUse: true, params: none },
  "requests.approve": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"requests.approve">>({ id: text, confirm: optional(confirm) }),
  },
  "requests.reject": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"requests.reject">>({ id: text }),
  },
  "vault.forget": { needs: "vault", isUse: true, params: none },
  "vault.refound": {
    needs: "open",
    isUse: true,
    params: fields<RpcParams<"vault.refound">>({ device: orNull(text) }),
  },
  ...BACKUP_REQUESTS,
};

export const isRpcMethod = (name: string): name is RpcMethod => Object.hasOwn(REQUEST_TABLE, name);
