/** What the request table says of one method. */
import type { RpcMethod, RpcParams } from "../protocol/local-api.ts";
import type { Shape } from "./params-shape.ts";

export interface RequestRow<M extends RpcMethod> {
  /** "vault": one must exist. "open": it must be unlocked. */
  readonly needs: "nothing" | "vault" | "open";
  /** Someone is at work: the idle timer starts again. */
  readonly isUse: boolean;
  /** Left out of the log unless it fails: screens ask again and again. */
  readonly isQuiet?: true;
  readonly params: Shape<RpcParams<M>>;
}
