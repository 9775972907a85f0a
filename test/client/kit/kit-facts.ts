/** Facts of a recovery kit, made up. */
import type { KitFacts } from "../../../src/protocol/backup-api.ts";
import { qrModules } from "../../../src/client/qr-modules.ts";

export const KIT_WORDS = Array.from({ length: 24 }, (_, index) => `zebra${String.fromCodePoint(97 + index)}`);

export const kitFacts = (changes: Partial<KitFacts> = {}): KitFacts => ({
  relay: "wss://relay.example.org",
  fingerprint: "2ocs-dbdq-aldh-c2lu-jwcd-wtur-xo26-jp2k",
  handle: "sven@relay.example.org",
  vaultId: "tediwmfcbypcu575curoyydttd42pvn5zektum5vbm3kyaom2ziq",
  recovery: ["words", "passphrase"],
  madeAt: 1_795_606_618,
  words: KIT_WORDS,
  wordsQr: qrModules(KIT_WORDS.join(" ")),
  relayQr: qrModules("wss://relay.example.org#2ocs-dbdq-aldh-c2lu-jwcd-wtur-xo26-jp2k") ?? [],
  ...changes,
});
