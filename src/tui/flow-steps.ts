/**
 * Where the flows about devices and sync can stand: linking to a relay, admitting a device, joining another vault,
 * removing a device. Each step holds only what exists then; what a step means is in the flow's own module.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { JoinEvent, Linked, PairEvent, Revocation } from "../protocol/local-api.ts";
import type { Form } from "./form.ts";

export type LinkStep =
  /** The vault has a relay already: 0 moves to another, 1 stops using it. */
  | { readonly at: "linked"; readonly index: number; readonly isAsking: boolean }
  /** `error`: why the last try was refused. */
  | { readonly at: "form"; readonly form: Form; readonly error: HoltError | null }
  | { readonly at: "done"; readonly linked: Linked };

/** A link that waits for a device. `modules`: its QR code, null until it is drawn. */
export interface PairLink {
  readonly pairingId: string;
  readonly text: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly modules: readonly string[] | null;
  /** The text alone, from edge to edge, to be copied by hand. */
  readonly isPlain: boolean;
}
type PairRequest = Extract<PairEvent, { type: "request" }>;
export type PairStep =
  /** Without a relay: 0 link to one, 1 be one on this network. */
  | { readonly at: "where"; readonly index: number }
  | { readonly at: "starting" }
  | { readonly at: "link"; readonly link: PairLink }
  | {
      readonly at: "request";
      readonly link: PairLink;
      readonly request: PairRequest;
      readonly isBusy: boolean;
    }
  | { readonly at: "joined"; readonly joined: Extract<PairEvent, { type: "joined" }> }
  | { readonly at: "rejected" }
  | { readonly at: "expired" }
  | { readonly at: "failed"; readonly error: HoltError };

export type JoinMerge = Extract<JoinEvent, { type: "merge" }>;
export type JoinStep =
  | { readonly at: "link"; readonly form: Form }
  /** Name and passphrase of a device that has no vault yet. */
  | { readonly at: "vault"; readonly form: Form }
  /** `fingerprint`: null until the other device is reached. */
  | { readonly at: "waiting"; readonly fingerprint: string | null }
  | { readonly at: "merge"; readonly joinId: string; readonly merge: JoinMerge; readonly isBusy: boolean }
  | { readonly at: "syncing" }
  | { readonly at: "failed"; readonly error: HoltError };

export interface JoinFlow {
  /** Another one for every attempt: an answer to an older one is dropped. */
  readonly attempt: number;
  /** This device has a vault, which the other takes the place of. */
  readonly hasVault: boolean;
  /** Kept for the way back. */
  readonly link: string;
  readonly device: string;
  readonly step: JoinStep;
}

export type RevokeStep =
  /** null until it is known what goes along. */
  | { readonly at: "ask"; readonly preview: Revocation | null; readonly isBusy: boolean }
  | { readonly at: "done"; readonly done: Revocation };
