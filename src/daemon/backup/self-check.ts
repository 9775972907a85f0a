/**
 * The daemon's own daily look: would the relay give back what is here? Everything is read over a fresh connection, as
 * this device, and compared (docs/SPEC.md [BK12]). It needs nobody; that words or passphrase open it is for a drill, or
 * for the recomputed boxes, to say.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { memberFromSeed, wipeMember } from "../../protocol/keys.ts";
import type { BackupProblem } from "../../protocol/view.ts";
import { digestOf } from "../../vault/digest.ts";
import type { BackupPlace } from "./place.ts";
import { isPast } from "./proof.ts";
import { dropSide, readVault } from "./read-vault.ts";

/** undefined: it couldn't be looked at now. null: all is well. */
export async function checkBackup(place: BackupPlace): Promise<BackupProblem | null | undefined> {
  const { holder, sync, tools, now, network } = place;
  const session = holder.session();
  const home = session?.syncRecord().home ?? null;
  if (session === undefined || home === null || !sync.shell.isInStep()) return undefined;
  const own = sync.shell.replica()?.chain?.cursor;
  const member = memberFromSeed(tools.sodium, session.keyring.seed);
  try {
    const read = await readVault({
      tools,
      now,
      network,
      urls: [home.url, ...home.otherUrls],
      pin: { type: "key", relayKey: home.relayKey },
      member,
      kind: "device",
      handle: null,
      vaultId: session.keyring.vaultId,
    });
    if (!read.ok)
      return read.error.type === "refused" && read.error.reason === "broken-stream" ? "differs" : undefined;
    const { side } = read.value;
    try {
      if (isPast(own, side.chain)) return "relay-lost-data";
      // An edit in between is no difference: the next look tells.
      if (holder.session() !== session || !sync.shell.isInStep()) return undefined;
      if (sync.shell.replica()?.chain?.cursor.position !== side.chain.cursor.position) return undefined;
      const isSame = isEqualBytes(digestOf(tools.sodium, session.doc()), digestOf(tools.sodium, side.doc));
      return isSame ? null : "differs";
    } finally {
      dropSide(side);
    }
  } finally {
    wipeMember(member);
  }
}
