/**
 * Who was removed learns nothing of what was written afterwards: asked of the log that the relay ends with.
 */
import { createEpochKeys } from "../../src/daemon/sync/epoch-keys.ts";
import { judgeEnvelope, readEnvelope } from "../../src/daemon/sync/judge-envelope.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { extendRoster, type RosterState, startRoster } from "../../src/protocol/roster-state.ts";
import type { Secret } from "../../src/protocol/secret.ts";
import type { RelayHost } from "./relay-host.ts";
import type { World } from "./world.ts";

/** A former member, and every key that it ever got. */
export interface Former {
  readonly name: string;
  readonly memberId: string;
  readonly keys: readonly { readonly epoch: number; readonly key: Secret }[];
}

export async function judgeRemovals(
  { tools: { sodium } }: World,
  {
    relay,
    vaultId,
    formers,
  }: { readonly relay: RelayHost; readonly vaultId: VaultId; readonly formers: readonly Former[] },
): Promise<readonly string[]> {
  const page = await relay.store().readPage({ vaultId, first: 1, last: 1_000_000, mostBytes: 2 ** 30 });
  if (!page.ok) return ["the relay's log can't be read"];
  const wrong: string[] = [];
  const gone = new Map<string, Former>();
  let roster: RosterState | undefined;
  for (const { position, kind, bytes } of page.value) {
    if (bytes === null) continue;
    if (kind === "entry") {
      const next = roster === undefined ? startRoster(sodium, bytes) : extendRoster(sodium, roster, bytes);
      if (!next.ok) return [...wrong, `record ${position} is no entry that follows`];
      roster = next.value;
      for (const former of formers) if (roster.former.has(former.memberId)) gone.set(former.name, former);
      continue;
    }
    const read = readEnvelope(sodium, bytes);
    if (read === undefined || roster === undefined) continue;
    for (const { name, keys } of gone.values()) {
      const judged = judgeEnvelope({ sodium, keys: createEpochKeys(sodium, keys) }, read, {
        position,
        roster,
        hashAt: () => undefined,
      });
      if (judged.type === "good") wrong.push(`${name} was removed, and can read record ${position}`);
    }
  }
  return wrong;
}
