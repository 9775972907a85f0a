/**
 * Backup: turn on, prove, change the ways in, look at points in time, turn off; and begin again.
 *
 * What takes longer is a job (backup/jobs.ts); here its parameters are looked at, and it is started.
 */
import type { BackupResult } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../../protocol/handshake.ts";
import { hostOfRelay, parseHandle } from "../../protocol/handle.ts";
import { formatId } from "../../protocol/ids.ts";
import { judgeRecoveryPassphrase } from "../../protocol/passphrase-strength.ts";
import {
  drawPassphrase,
  drawWordsSeed,
  formatRecoveryWords,
  parseRecoveryWords,
} from "../../protocol/recovery-secret.ts";
import { parseRelayAddress } from "../../protocol/relay-address.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { readBackupNotes } from "../../vault/backup-notes.ts";
import { drawQr } from "../../vault/qr.ts";
import { userName } from "../backup/user-name.ts";
import { disableBackup, viewReceipt } from "../backup/disable.ts";
import { changeWaysIn, enableBackup } from "../backup/enable.ts";
import type { Job } from "../backup/jobs.ts";
import { listPoints, restorePoint } from "../backup/points.ts";
import { noteProof, prove } from "../backup/proof.ts";
import { recoverVault } from "../backup/recover.ts";
import { wipeRecoveryMember } from "../backup/recovery-member.ts";
import { confirmersOf, openConfirm } from "../backup/second-signature.ts";
import type { VaultHandlers } from "../service.ts";
import { nameOfMember } from "../sync/replica.ts";
import type { VaultSession } from "../vault-session.ts";
import { type HandlerContext, need, openVault, refuse, refuseField } from "./context.ts";
import { checkDeviceName } from "./device-name.ts";
import { checkPassphrase } from "./vault.ts";

type Methods = Extract<keyof VaultHandlers, `backup.${string}` | `recover.${string}`>;
type Running = (job: Job) => Promise<Result<BackupResult, HoltError>>;

export function createBackupHandlers(context: HandlerContext): Pick<VaultHandlers, Methods> {
  const { backup, holder, random, now } = context;
  const { place, jobs } = backup;
  const seconds = (): number => Math.floor(now() / 1000);
  const find = (jobId: string): Job =>
    jobs.get(jobId) ?? refuse({ type: "usage", reason: "no-such-job", value: jobId });
  /** Its own proposals are nobody's to withdraw meanwhile. */
  const start = (run: Running): { jobId: string } => {
    const job = jobs.start(async (running) => {
      place.working(true);
      try {
        return await run(running);
      } finally {
        place.working(false);
      }
    });
    return { jobId: job.id };
  };

  return {
    "backup.status": () => backup.view(),
    "backup.draw": () => {
      const seed = drawWordsSeed(random);
      const words = formatRecoveryWords(seed);
      seed.wipe();
      let passphrase = drawPassphrase(random);
      while (!judgeRecoveryPassphrase(passphrase).isStrong) passphrase = drawPassphrase(random);
      return { words, passphrase };
    },
    "backup.strength": ({ passphrase }) => judgeRecoveryPassphrase(passphrase),
    "backup.plan": ({ relay, handle = "" }) => {
      const session = openVault(context);
      const address = relay === undefined ? undefined : parseRelayAddress(relay.url);
      if (address?.ok === false) return refuse({ type: "usage", reason: address.error.type });
      const url = address?.value.url ?? session.syncRecord().home?.url ?? null;
      // The host of a handle is the relay's.
      if (url === null) return refuse({ type: "usage", reason: "relay-needed" });
      const known = readBackupNotes(session.doc()).handle;
      const wished = handle === "" ? (known ?? userName()) : handle;
      const whole = parseHandle(wished, hostOfRelay(url));
      if (whole === undefined) return refuse({ type: "usage", reason: "bad-handle", value: wished });
      const { state } = session.roster();
      return {
        relay: url,
        handle: whole.text,
        confirmers: confirmersOf(state, session.identity.memberId).map((id) => nameOfMember(session, id)),
        recovery: recoveryOf(session),
      };
    },
    "backup.enable": (params) => {
      openVault(context);
      return start(async (job) => {
        const done = await enableBackup(place, job, params);
        return done.ok ? ok({ type: "enabled", backup: backup.view() }) : done;
      });
    },
    "backup.change": (params) => {
      openVault(context);
      return start(async (job) => {
        const done = await changeWaysIn(place, job, params);
        return done.ok ? ok({ type: "changed", backup: backup.view() }) : done;
      });
    },
    "backup.verify": (secret) => {
      openVault(context);
      return start(async (job) => {
        job.step("deriving");
        const opened = await openConfirm(place, secret);
        if (!opened.ok) return opened;
        const proof = await prove(place, job, opened.value);
        wipeRecoveryMember(opened.value);
        if (!proof.ok) return proof;
        need(noteProof(place, proof.value, opened.value.kind));
        // What the relay had lost is there again: a person has looked.
        if (proof.value.differences.length === 0) {
          context.sync.linkPlace(openVault(context)).clearAlarms(["relay-lost-data", "relay-fork"]);
        }
        return ok({ type: "verified", ...proof.value, backup: backup.view() });
      });
    },
    "backup.disable": (params) => {
      openVault(context);
      return start((job) => disableBackup(place, job, { disabling: params, dueAt: backup.dueAt }));
    },
    "backup.wait": async ({ jobId, after }) => ({ event: await find(jobId).feed.at(checkIndex(after)) }),
    "backup.confirm": async ({ jobId, confirm }) => {
      const job = find(jobId);
      const signer = need(await openConfirm(place, confirm));
      const accepted = job.answer({ type: "confirm", signer });
      if (!accepted) wipeRecoveryMember(signer);
      return { accepted };
    },
    "backup.cancel": ({ jobId }) => ({ cancelled: jobs.get(jobId)?.answer({ type: "cancel" }) ?? false }),
    "backup.points": async () => {
      openVault(context);
      return { points: need(await listPoints(place)).points };
    },
    "backup.restore": async (params) => {
      openVault(context);
      return need(await restorePoint(place, params));
    },
    "backup.kit": async ({ words }) => {
      const session = openVault(context);
      const { home } = session.syncRecord();
      const recovery = recoveryOf(session);
      if (home === null) return refuse({ type: "no-link" });
      if (recovery.length === 0) return refuse({ type: "usage", reason: "backup-is-off" });
      const given = words === undefined ? null : await checkWords(words);
      const fingerprint = formatFingerprint(fingerprintOfRelay(context.sodium, home.relayKey));
      return {
        relay: home.url,
        fingerprint,
        handle: recovery.includes("passphrase") ? readBackupNotes(session.doc()).handle : null,
        vaultId: formatId(session.keyring.vaultId),
        recovery,
        madeAt: seconds(),
        words: given,
        wordsQr: given === null ? null : ((await drawQr(given.join(" "))) ?? null),
        relayQr: (await drawQr(`${home.url}#${fingerprint}`)) ?? [],
      };
    },
    "backup.receipts": () => {
      const session = openVault(context);
      return { receipts: place.facts().receipts.map((receipt) => viewReceipt(place, session, receipt)) };
    },
    "recover.start": ({ relay, secret, device, passphrase }) => {
      const state = holder.state();
      if (state === "locked") return refuse({ type: "locked" });
      const session = holder.session();
      const named = device ?? (session && nameOfMember(session, session.identity.memberId));
      if (named === undefined) return refuseField("device", "the name is empty");
      const deviceName = checkDeviceName(named);
      const own = state === "none" ? checkPassphrase(passphrase) : null;
      const { id } = jobs.startBeyondLock((job) =>
        recoverVault(place, job, { relay, secret, deviceName, passphrase: own }),
      );
      return { jobId: id };
    },
    "recover.answer": ({ jobId, merge, keep }) => ({
      accepted: find(jobId).answer({ type: "recover", merge, keep }),
    }),
  };

  /** Those of this very vault: a kit with others would be found out too late. */
  async function checkWords(words: string): Promise<readonly string[]> {
    const opened = need(await openConfirm(place, { words }));
    wipeRecoveryMember(opened);
    const seed = parseRecoveryWords(words);
    if (!seed.ok) return refuse({ type: "wrong-key", what: "words" });
    // Whole, however short they were typed.
    const whole = formatRecoveryWords(seed.value).split(" ");
    seed.value.wipe();
    return whole;
  }
}

const recoveryOf = (session: VaultSession): readonly RecoveryKind[] =>
  [...(session.roster().state?.members.values() ?? [])].flatMap(({ kind }) =>
    kind === "device" ? [] : [kind],
  );

const checkIndex = (after: number): number =>
  Number.isSafeInteger(after) && after >= 0 ? after : refuseField("after", "must be a whole number from 0");
