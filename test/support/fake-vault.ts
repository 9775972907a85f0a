/**
 * A vault for the screens alone: answers the local API's calls at once, from labels and a clock, without keys,
 * sockets or a document. Codes are made up: a digit string that depends on the account and the period.
 */
import type { AccountLabel, Code } from "../../src/protocol/account.ts";
import type { BackupEvent } from "../../src/protocol/backup-api.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { ImportResult, JoinEvent, PairEvent, RpcMethod } from "../../src/protocol/local-api.ts";
import { err, ok, type Result } from "../../src/protocol/result.ts";
import { BACKUP_OFF } from "./backup-view.ts";
import type { DeviceView, LinkView, RequestView, ViewState } from "../../src/protocol/view.ts";

export const label = (id: string, change: Partial<AccountLabel> = {}): AccountLabel => ({
  id,
  type: "totp",
  usable: true,
  issuer: id,
  name: `${id}@example.org`,
  algorithm: "SHA1",
  digits: 6,
  period: change.type === "hotp" ? null : 30,
  counter: change.type === "hotp" ? 0 : null,
  tags: [],
  pinned: false,
  hasNote: false,
  hasRecoveryCodes: false,
  hasPin: false,
  createdAt: 1_700_000_000,
  trashedAt: null,
  verified: null,
  usedCount: 0,
  lastUsedAt: null,
  ...change,
});

const NO_LINK: LinkView = {
  relay: null,
  fingerprint: null,
  state: "off",
  pending: 0,
  lastSyncAt: null,
  since: null,
  error: null,
};
/** In step with a relay, unless told otherwise. */
export const link = (change: Partial<LinkView> = {}): LinkView => ({
  relay: "wss://relay.example.org",
  fingerprint: "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222",
  state: "online",
  pending: 0,
  lastSyncAt: 1_799_999_998,
  since: null,
  error: null,
  ...change,
});

export const device = (name: string, change: Partial<DeviceView> = {}): DeviceView => ({
  memberId: `${name}-member`,
  kind: "device",
  name,
  fingerprint: `${name} bison cedar delta ember frost`,
  self: false,
  provisional: false,
  online: false,
  lastSeenAt: null,
  behind: null,
  addedAt: 1_790_000_000,
  addedBy: "laptop",
  ...change,
});

/** The question about a device that another one let in. */
export const request = (name: string, change: Partial<RequestView> = {}): RequestView => ({
  id: `request-${name}`,
  type: "join",
  name,
  by: "laptop",
  fingerprint: `${name} bison cedar delta ember frost`,
  expiresAt: null,
  ...change,
});

export const viewState = (change: Partial<ViewState> = {}): ViewState => ({
  vaultId: "v",
  device: { name: "laptop", memberId: "abcdefghijkl" },
  locksAt: null,
  link: NO_LINK,
  backup: BACKUP_OFF,
  clockSkewSeconds: null,
  activity: 0,
  undo: null,
  redo: null,
  problems: [],
  devices: [device("laptop", { self: true, memberId: "abcdefghijkl", addedBy: null })],
  requests: [],
  ...change,
});

/** Six (or so) digits that differ between accounts and periods. */
export function fakeCode(id: string, step: number, digits = 6): string {
  let hash = 7;
  for (const character of `${id}/${step}`) hash = (hash * 31 + character.charCodeAt(0)) % 10_000_000_019;
  return String(hash).padStart(10, "0").slice(-digits);
}

export interface FakeVault {
  readonly calls: { readonly method: RpcMethod; readonly params: Record<string, unknown> }[];
  accounts: Map<string, AccountLabel>;
  nowMs: number;
  passphrase: string;
  /** What the next dry run or import says. */
  importResult: Result<ImportResult, HoltError>;
  /** Answers that a test gives instead of the vault's own. */
  readonly answers: Map<RpcMethod, (params: Record<string, unknown>) => Result<unknown, HoltError>>;
  call(method: RpcMethod, params: Record<string, unknown>): Result<unknown, HoltError>;
  /** As `call`, but a long poll is answered when there is an event, like the daemon's. */
  ask(
    method: RpcMethod,
    params: Record<string, unknown>,
    reply: (answer: Result<unknown, HoltError>) => void,
  ): void;
  /** What happens to the join link, to the attempt to join, or to a job of the backup. */
  happens(
    event: { readonly pair: PairEvent } | { readonly join: JoinEvent } | { readonly backup: BackupEvent },
  ): void;
}

type LongPoll = "pair.wait" | "join.wait" | "backup.wait";
const isLongPoll = (method: RpcMethod): method is LongPoll =>
  method === "pair.wait" || method === "join.wait" || method === "backup.wait";

/** As long as one that names a relay on the net. */
export const JOIN_LINK = `holt-join:1.${"Abc4".repeat(30)}`;

/** Not a real phrase: 24 words of its list, the longest among them. */
export const RECOVERY_WORDS: readonly string[] =
  "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire across act action actor actress actual".split(
    " ",
  );
export const RECOVERY_PASSPHRASE = "zebra walnut orbit mimic lunar kiwi";

export function createFakeVault(labels: readonly AccountLabel[], nowMs: number): FakeVault {
  let lastId = 0;
  const codeOf = (account: AccountLabel): Code => {
    const period = account.period ?? 30;
    const step = Math.floor(vault.nowMs / 1000 / period);
    const validUntil = (step + 1) * period;
    return {
      id: account.id,
      issuer: account.issuer,
      name: account.name,
      type: account.type,
      code: fakeCode(account.id, step, account.digits),
      next: fakeCode(account.id, step + 1, account.digits),
      validFrom: step * period,
      validUntil,
      remainingSeconds: validUntil - Math.floor(vault.nowMs / 1000),
      counter: null,
    };
  };
  const find = (query: unknown): AccountLabel | undefined => vault.accounts.get(String(query));
  const change = (
    query: unknown,
    by: (account: AccountLabel) => Partial<AccountLabel>,
  ): Result<unknown, HoltError> => {
    const account = find(query);
    if (account === undefined) return err({ type: "not-found", query: String(query) });
    const next = { ...account, ...by(account) };
    vault.accounts = new Map(vault.accounts).set(next.id, next);
    return ok({ account: next });
  };
  const startJob = (): Result<unknown, HoltError> => {
    events["backup.wait"].length = 0;
    return ok({ jobId: `job-${++lastId}` });
  };
  const own: Partial<Record<RpcMethod, (params: Record<string, unknown>) => Result<unknown, HoltError>>> = {
    "vault.unlock": ({ passphrase }) =>
      passphrase === vault.passphrase
        ? ok({ accounts: vault.accounts.size })
        : err({ type: "wrong-key", what: "passphrase" }),
    "vault.init": () => ok({ vaultId: "v", memberId: "m" }),
    "vault.lock": () => ok({ locked: true }),
    "daemon.touch": () => ok({ locksAtMs: null }),
    "codes.peek": ({ ids }) =>
      ok({
        codes: (ids as string[]).flatMap((id) => {
          const account = find(id);
          return account === undefined || account.type === "hotp" ? [] : [codeOf(account)];
        }),
      }),
    "codes.get": ({ query }) => {
      const account = find(query);
      if (account === undefined) return err({ type: "not-found", query: String(query) });
      if (account.type !== "hotp") return ok({ codes: [codeOf(account)] });
      const counter = account.counter ?? 0;
      change(query, () => ({ counter: counter + 1 }));
      const code = {
        ...codeOf(account),
        code: fakeCode(account.id, counter),
        next: null,
        validFrom: null,
        validUntil: null,
        remainingSeconds: null,
        counter,
      };
      return ok({ codes: [code] });
    },
    "codes.used": ({ id }) => change(id, ({ usedCount }) => ({ usedCount: usedCount + 1 })),
    "accounts.list": () =>
      ok({ accounts: [...vault.accounts.values()].filter(({ trashedAt }) => trashedAt === null) }),
    "accounts.search": ({ text }) => {
      const wanted = String(text).toLowerCase();
      const hits = [...vault.accounts.values()].flatMap(({ id, issuer }) => {
        const at = issuer.toLowerCase().indexOf(wanted);
        return at < 0 ? [] : [{ id, issuer: Array.from(wanted, (_, index) => at + index), name: [], at }];
      });
      return ok({ hits: hits.sort((a, b) => a.at - b.at) });
    },
    "accounts.edit": ({ query, changes }) => {
      const {
        addTags = [],
        removeTags = [],
        ...rest
      } = changes as { addTags?: string[]; removeTags?: string[] };
      return change(query, ({ tags }) => ({
        ...rest,
        tags: [...tags.filter((tag) => !removeTags.includes(tag)), ...addTags].sort(),
      }));
    },
    "accounts.trash": ({ query }) => change(query, () => ({ trashedAt: vault.nowMs / 1000 })),
    "accounts.restore": ({ query }) => change(query, () => ({ trashedAt: null })),
    "accounts.verify": ({ query }) => change(query, () => ({ verified: true })),
    "accounts.show": ({ query, reveal }) => {
      const account = find(query);
      if (account === undefined) return err({ type: "not-found", query: String(query) });
      const shown = reveal === true ? { secret: "JBSWY3DP", uri: "otpauth://x", note: "my note" } : {};
      return ok({
        account: {
          ...account,
          secret: null,
          uri: null,
          pin: null,
          note: null,
          recoveryCodes: null,
          replaced: 2,
          ...shown,
        },
      });
    },
    "accounts.qr": () =>
      ok({
        account: null,
        png: null,
        modules: Array.from({ length: 29 }, () => "10".repeat(15).slice(0, 29)),
      }),
    "accounts.addUri": ({ uri, preview }) => {
      if (!String(uri).startsWith("otpauth://"))
        return err({ type: "malformed", what: "link", where: "", reason: "not a link" });
      const account = label("New", { name: "added" });
      if (preview !== true) vault.accounts = new Map(vault.accounts).set(account.id, account);
      return ok({ account, duplicate: false });
    },
    "accounts.add": () => ok({ account: label("Typed") }),
    "pair.start": () => {
      events["pair.wait"].length = 0;
      const expiresAt = vault.nowMs / 1000 + 600;
      return ok({ pairingId: `pairing-${++lastId}`, link: JOIN_LINK, expiresAt });
    },
    "pair.answer": ({ accept }) => ok({ accepted: accept }),
    "pair.cancel": () => ok({ cancelled: true }),
    "join.start": () => {
      events["join.wait"].length = 0;
      return ok({ joinId: `join-${++lastId}` });
    },
    "join.answer": ({ merge }) => ok({ accepted: merge }),
    "join.cancel": () => ok({ cancelled: true }),
    "link.set": ({ url, fingerprint }) =>
      ok({
        relay: url,
        fingerprint: fingerprint ?? "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222",
        isFirstSeen: fingerprint === undefined,
      }),
    "link.clear": () => ok({ wasLinked: true }),
    "sync.now": () => ok({ link: link() }),
    "devices.rename": ({ member, name }) =>
      ok({ device: device(String(name), { memberId: String(member) }) }),
    "devices.revoke": ({ member }) =>
      ok({ revoked: [device("phone", { memberId: String(member) })], admittedByIt: [] }),
    "requests.approve": ({ id }) => ok({ request: request("phone", { id: String(id) }) }),
    "requests.reject": ({ id }) => ok({ request: request("phone", { id: String(id) }) }),
    "backup.plan": ({ handle, relay }) =>
      ok({
        relay: (relay as { url: string } | undefined)?.url ?? "wss://relay.example.org",
        handle:
          typeof handle === "string" ? `${handle.split("@")[0]}@relay.example.org` : "me@relay.example.org",
        confirmers: [],
        recovery: [],
      }),
    "backup.draw": () => ok({ words: RECOVERY_WORDS.join(" "), passphrase: RECOVERY_PASSPHRASE }),
    "backup.enable": startJob,
    "backup.change": startJob,
    "backup.verify": startJob,
    "backup.disable": startJob,
    "recover.start": startJob,
    "recover.answer": () => ok({ accepted: true }),
    "backup.confirm": () => ok({ accepted: true }),
    "backup.cancel": () => ok({ cancelled: true }),
    "backup.points": () =>
      ok({
        points: [3, 2, 1].map((day) => ({
          id: String(day),
          at: 1_799_000_000 + day * 86_400 * day,
          bytes: 20_480 * day,
          accounts: null,
          author: null,
        })),
      }),
    "backup.kit": () =>
      ok({
        relay: "wss://relay.example.org",
        fingerprint: "aaaa-bbbb",
        handle: null,
        vaultId: "v",
        recovery: ["words"],
        madeAt: vault.nowMs / 1000,
        words: null,
        wordsQr: null,
        relayQr: [],
      }),
    "vault.forget": () => ok({ forgotten: true, left: true }),
    "vault.refound": () => ok({ vaultId: "w", memberId: "m", accounts: vault.accounts.size }),
    "trash.empty": () => ok({ purged: 1 }),
    "import.run": () => vault.importResult,
    "activity.list": () =>
      ok({
        entries: [
          {
            seq: 2,
            at: vault.nowMs / 1000,
            type: "account-trashed",
            by: "laptop",
            account: "GitHub (sven)",
            accountId: "a",
            fields: [],
            details: {},
          },
          {
            seq: 1,
            at: vault.nowMs / 1000,
            type: "vault-created",
            by: "laptop",
            account: null,
            accountId: null,
            fields: [],
            details: {},
          },
        ],
      }),
    undo: () =>
      ok({
        entry: {
          seq: 3,
          at: 0,
          type: "undone",
          by: "laptop",
          account: "GitHub (sven)",
          accountId: "a",
          fields: [],
          details: { action: "account-trashed" },
        },
      }),
  };
  const events: { readonly [M in LongPoll]: (PairEvent | JoinEvent | BackupEvent)[] } = {
    "pair.wait": [],
    "join.wait": [],
    "backup.wait": [],
  };
  const waiting: { method: LongPoll; after: number; reply: (answer: Result<unknown, HoltError>) => void }[] =
    [];
  const answerWaiting = (): void => {
    for (const one of waiting.splice(0)) {
      const event = events[one.method][one.after];
      if (event === undefined) waiting.push(one);
      else one.reply(ok({ event }));
    }
  };
  const vault: FakeVault = {
    calls: [],
    accounts: new Map(labels.map((account) => [account.id, account])),
    nowMs,
    passphrase: "open sesame",
    importResult: ok({
      format: "otpauth",
      imported: 2,
      duplicates: 1,
      skipped: [{ where: "line 3", reason: "no secret" }],
      accounts: [label("One"), label("Two")],
      notices: [],
    }),
    answers: new Map(),
    call(method, params) {
      vault.calls.push({ method, params });
      const answer = vault.answers.get(method) ?? own[method];
      return answer === undefined ? err({ type: "internal", detail: `no ${method} here` }) : answer(params);
    },
    ask(method, params, reply) {
      if (!isLongPoll(method) || vault.answers.has(method)) return reply(vault.call(method, params));
      vault.calls.push({ method, params });
      waiting.push({ method, after: Number(params["after"]), reply });
      answerWaiting();
    },
    happens(event) {
      if ("pair" in event) events["pair.wait"].push(event.pair);
      else if ("join" in event) events["join.wait"].push(event.join);
      else events["backup.wait"].push(event.backup);
      answerWaiting();
    },
  };
  return vault;
}
