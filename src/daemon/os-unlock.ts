/**
 * The desktop's keyring as a way to unlock: what is asked of it and when, and what becomes of its entries.
 *
 * The vault's rows change first or last so that a wrap without its entry, or an entry without its wrap, is the worst
 * that a crash leaves: both open nothing, and the passphrase always does. Nothing here keeps the daemon from starting:
 * whoever waits for the keyring waits a bounded time.
 */
import type { HoltError } from "../protocol/errors.ts";
import { type KeyWrap, openKeyWrap, WRAP_ENTRY_BYTES, WRAP_KEY_BYTES } from "../protocol/key-wrap.ts";
import type { OsKeyringTrouble, OsKeyringView } from "../protocol/os-keyring-trouble.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import type { LockMark } from "./lock-mark.ts";
import type { OsKeyring } from "./os-keyring.ts";
import type { VaultHolder } from "./vault-holder.ts";
import type { DesktopEntry } from "./vault-key-wrap.ts";
import type { VaultSession } from "./vault-session.ts";

export interface OsUnlockOptions {
  readonly holder: VaultHolder;
  readonly keyring: OsKeyring;
  readonly lockMark: LockMark;
  readonly tools: CryptoTools;
  /** Runs it later; returns how to call it off. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
  /** What it says of itself changed. */
  readonly onChange: () => void;
}

export interface OsUnlock {
  /** Opens a vault that nobody locked. Resolves soon, whatever the desktop does; it is tried on behind it. */
  start(): Promise<void>;
  /** A person wants it open: the desktop may ask for the keyring's password. */
  unlock(): Promise<Result<VaultSession, HoltError>>;
  enable(passphrase: string): Promise<Result<void, HoltError>>;
  /** False where it was off. */
  disable(): Promise<Result<boolean, HoltError>>;
  /** The wrap is renewed with the passphrase; where the desktop doesn't take the new key, it is off from then on. */
  passwd(current: string | null, next: string | null): Promise<Result<OsKeyringView, HoltError>>;
  /** Takes the vault's entry away after `erase` has taken the vault. */
  around<T>(erase: () => Result<T, HoltError>): Promise<Result<T, HoltError>>;
  view(): OsKeyringView;
  /** Asks it now, whether it is on or could be, without disturbing anyone. */
  check(): Promise<OsKeyringView>;
  stop(): void;
}

/** The keyring of a session that runs answers in a fraction of this. */
const START_WAIT_MS = 1_500;
/** At the beginning of a session its keyring may come a while after us. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 180_000] as const;
const PASSING: ReadonlySet<OsKeyringTrouble> = new Set(["locked", "unavailable", "timeout", "refused"]);

export function createOsUnlock(options: OsUnlockOptions): OsUnlock {
  const { holder, keyring, lockMark, tools, schedule, onChange } = options;
  const { random } = tools;
  let trouble: OsKeyringTrouble | null = null;
  let cancelRetry = (): void => undefined;
  let isStopped = false;

  const setTrouble = (next: OsKeyringTrouble | null): void => {
    const isNews = trouble !== next;
    trouble = next;
    if (isNews) onChange();
  };

  const open = async (mayAsk: boolean): Promise<Result<VaultSession, HoltError>> => {
    const wrap = holder.wrap();
    if (wrap === undefined) return err({ type: "os-keyring", reason: "off" });
    const since = holder.lockings();
    const found = await keyring.find(wrap.entry, { mayAsk });
    const opened = found.ok
      ? await holder.unlockByWrap(found.value, since)
      : err({ type: "os-keyring", reason: found.error } as const);
    if (opened.ok) setTrouble(null);
    else if (opened.error.type === "os-keyring") setTrouble(opened.error.reason);
    return opened;
  };

  /** As long as nobody locked it or opened it, and there is hope. */
  const tryOn = async (attempt = 0): Promise<void> => {
    if (isStopped || holder.state() !== "locked" || lockMark.isSet()) return;
    const opened = await open(false);
    const delayMs = RETRY_MS[attempt];
    if (opened.ok || trouble === null || !PASSING.has(trouble) || delayMs === undefined || isStopped) return;
    cancelRetry = schedule(() => void tryOn(attempt + 1), delayMs);
  };

  /** A new key that the desktop keeps, before any row speaks of it. */
  const makeEntry = async (): Promise<Result<DesktopEntry, OsKeyringTrouble>> => {
    const made = { entry: random(WRAP_ENTRY_BYTES), key: new Secret(random(WRAP_KEY_BYTES)) };
    const stored = await keyring.store(made.entry, made.key);
    if (stored.ok) return ok(made);
    made.key.wipe();
    await keyring.remove(made.entry);
    return stored;
  };

  /** Of these, all go that the vault doesn't speak of. */
  const tidy = async (...entries: readonly (Uint8Array | undefined)[]): Promise<void> => {
    const kept = holder.wrap()?.entry;
    for (const entry of entries) {
      if (entry !== undefined && !(kept && Buffer.from(entry).equals(kept))) await keyring.remove(entry);
    }
  };

  const opens = (wrap: KeyWrap, key: Secret): boolean => {
    const unlockKey = openKeyWrap(tools.sodium, wrap, key);
    if (unlockKey.ok) unlockKey.value.wipe();
    return unlockKey.ok;
  };

  const view = (): OsKeyringView => ({ state: holder.wrap() === undefined ? "off" : "on", problem: trouble });

  return {
    async start() {
      if (holder.state() !== "locked" || holder.wrap() === undefined) return;
      const waited = Promise.withResolvers<void>();
      const cancel = schedule(waited.resolve, START_WAIT_MS);
      await Promise.race([tryOn(), waited.promise]);
      cancel();
    },
    unlock: () => open(true),
    async enable(passphrase) {
      const past = holder.wrap()?.entry;
      const made = await makeEntry();
      if (!made.ok) return err({ type: "os-keyring", reason: made.error });
      const enabled = await holder.enableWrap(passphrase, made.value);
      made.value.key.wipe();
      if (enabled.ok) setTrouble(null);
      await tidy(past, made.value.entry);
      onChange();
      return enabled;
    },
    async disable() {
      const past = holder.wrap()?.entry;
      const dropped = await holder.dropWrap();
      if (!dropped.ok) return dropped;
      setTrouble(null);
      cancelRetry();
      await tidy(past);
      onChange();
      return dropped;
    },
    async passwd(current, next) {
      const past = holder.wrap()?.entry;
      const made = past === undefined || next === null ? undefined : await makeEntry();
      const entry = made?.ok === true ? made.value : null;
      const changed = await holder.passwd({ current, next, entry });
      entry?.key.wipe();
      await tidy(past, entry?.entry);
      if (!changed.ok) return changed;
      setTrouble(null);
      onChange();
      return ok({ ...view(), problem: made?.ok === false ? made.error : null });
    },
    async around(erase) {
      const past = holder.wrap()?.entry;
      const erased = erase();
      await tidy(past);
      return erased;
    },
    view,
    async check() {
      const wrap = holder.wrap();
      const found = await keyring.find(wrap?.entry ?? random(WRAP_ENTRY_BYTES), { mayAsk: false });
      if (wrap === undefined) {
        const says = found.ok ? null : found.error;
        return { state: "off", problem: says === "missing" ? null : says };
      }
      // That the wrap is of an older passphrase is found by opening the vault with it.
      const isStale = trouble === "stale" || (found.ok && !opens(wrap, found.value));
      setTrouble(found.ok ? (isStale ? "stale" : null) : found.error);
      if (found.ok) found.value.wipe();
      return view();
    },
    stop() {
      isStopped = true;
      cancelRetry();
      keyring.stop();
    },
  };
}
