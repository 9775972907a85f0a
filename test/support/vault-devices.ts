/**
 * Devices that hold one vault and exchange updates when a test says so: no network, no clock.
 */
import type { Doc } from "yjs";
import { applyUpdate, createVaultDocument } from "../../src/vault/document.ts";
import { edit, type Edited } from "../../src/vault/edit.ts";
import { seededRandom } from "./vault-drafts.ts";

export interface Device {
  readonly doc: Doc;
  readonly random: (length: number) => Uint8Array;
  /** Updates made here, oldest first. */
  readonly sent: Uint8Array[];
  do<T>(change: (doc: Doc) => T): T;
  edit<T>(change: (doc: Doc) => T): Edited<T>;
}

export function createDevice(clientId: number): Device {
  const doc = createVaultDocument(clientId);
  const sent: Uint8Array[] = [];
  const device: Device = {
    doc,
    sent,
    random: seededRandom(clientId * 7919),
    edit(change) {
      const edited = edit(doc, () => change(doc));
      if (edited.update !== null) sent.push(edited.update);
      return edited;
    },
    do: (change) => device.edit(change).value,
  };
  return device;
}

/** Everyone gets everything that the others made so far. */
export function exchange(...devices: readonly Device[]): void {
  for (const from of devices) {
    for (const to of devices) {
      if (from !== to) for (const update of from.sent) applyUpdate(to.doc, update);
    }
  }
}
