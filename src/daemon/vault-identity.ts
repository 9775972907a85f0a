/**
 * Who this device is in the vault: public names made from the keyring.
 */
import { formatId } from "../protocol/ids.ts";
import { memberFromSeed, wipeMember } from "../protocol/keys.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { clientIdOf } from "../protocol/members.ts";
import type { Sodium } from "../protocol/sodium.ts";

export interface DeviceIdentity {
  readonly vaultId: string;
  readonly memberId: string;
  readonly deviceName: string;
  /** Under which this device writes in the document, as of unlocking. */
  readonly clientId: number;
}

/** `generation`: the sync record's. */
export function identify(sodium: Sodium, keyring: Keyring, generation: number): DeviceIdentity {
  const member = memberFromSeed(sodium, keyring.seed);
  wipeMember(member);
  return {
    vaultId: formatId(keyring.vaultId),
    memberId: formatId(member.id),
    deviceName: keyring.deviceName,
    clientId: clientIdOf(sodium, member.id, generation),
  };
}
