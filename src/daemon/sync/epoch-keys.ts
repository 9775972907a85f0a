/**
 * The keys of all epochs, with what is derived from them kept at hand: envelopes come by the thousand.
 */
import { envelopeKey } from "../../protocol/envelope-seal.ts";
import { signalKey } from "../../protocol/presence.ts";
import type { Secret } from "../../protocol/secret.ts";
import type { Hashing } from "../../protocol/sodium.ts";

export interface EpochKeys {
  /** Of the epoch itself. */
  key(epoch: number): Secret | undefined;
  envelope(epoch: number): Secret | undefined;
  signal(epoch: number): Secret | undefined;
  newest(): number;
  list(): readonly { readonly epoch: number; readonly key: Secret }[];
  add(keys: readonly { readonly epoch: number; readonly key: Secret }[]): void;
  /** What was derived; the epochs' own keys belong to whoever gave them. */
  wipe(): void;
}

export function createEpochKeys(
  sodium: Hashing,
  first: readonly { readonly epoch: number; readonly key: Secret }[],
): EpochKeys {
  const keyByEpoch = new Map(first.map(({ epoch, key }) => [epoch, key]));
  const envelopes = new Map<number, Secret>();
  const signals = new Map<number, Secret>();
  const derived = (
    cache: Map<number, Secret>,
    epoch: number,
    derive: (sodium: Hashing, key: Secret) => Secret,
  ): Secret | undefined => {
    const present = cache.get(epoch);
    if (present !== undefined) return present;
    const key = keyByEpoch.get(epoch);
    if (key === undefined) return undefined;
    const made = derive(sodium, key);
    cache.set(epoch, made);
    return made;
  };
  return {
    key: (epoch) => keyByEpoch.get(epoch),
    envelope: (epoch) => derived(envelopes, epoch, envelopeKey),
    signal: (epoch) => derived(signals, epoch, signalKey),
    newest: () => Math.max(0, ...keyByEpoch.keys()),
    list: () => [...keyByEpoch].map(([epoch, key]) => ({ epoch, key })).sort((a, b) => a.epoch - b.epoch),
    add: (keys) => {
      for (const { epoch, key } of keys) keyByEpoch.set(epoch, key);
    },
    wipe: () => {
      for (const secret of [...envelopes.values(), ...signals.values()]) secret.wipe();
      envelopes.clear();
      signals.clear();
    },
  };
}
