/**
 * A new vault with the accounts that this device holds: after a fork of the roster, lost words, or a thief who has dug
 * himself in (docs/ARCHITECTURE.md, last resort).
 *
 * New id, new keys, no other members. The old vault's database is kept beside it, sealed as it was.
 */
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { CryptoTools, Random, Sodium } from "../protocol/sodium.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import { takeBrought } from "./vault-brought.ts";
import { foundKeyring } from "./vault-founding.ts";
import type { VaultHolder } from "./vault-holder.ts";
import type { VaultSession } from "./vault-session.ts";

export async function refoundVault(
  holder: VaultHolder,
  { sodium, random, now }: { readonly sodium: Sodium; readonly random: Random; readonly now: () => number },
  name: string,
): Promise<Result<VaultSession, HoltError>> {
  const tools: CryptoTools = { sodium, random };
  const { keyring, entry } = foundKeyring(tools, name);
  const adopted = await holder.adopt({
    keyring,
    entries: [entry],
    passphrase: null,
    brings: true,
    along: (rows, box) => {
      const said = { ...happening("vault-created"), at: Math.floor(now() / 1000), by: name };
      appendActivity(rows, box, said);
    },
  });
  if (!adopted.ok) return adopted;
  const founded = adopted.value.session;
  const filled = takeBrought(founded, random);
  return filled.ok ? ok(founded) : filled;
}
