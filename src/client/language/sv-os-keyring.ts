/**
 * Skrivbordets nyckelring, på svenska: varför den inte ger någon nyckel, och vad `holt keyring` säger.
 */
import type { OsKeyringTrouble } from "../../protocol/os-keyring-trouble.ts";
import type { enOsKeyring } from "./en-os-keyring.ts";
import { explain, type Explanation } from "./sentences.ts";

const BY_HAND = "med lösenfrasen öppnas det som vanligt: holt unlock";

const svOsKeyringTroubles: Readonly<Record<OsKeyringTrouble, () => Explanation>> = {
  off: () => explain("skrivbordets nyckelring används inte för valvet", "använd den: holt keyring enable"),
  "not-installed": () =>
    explain(
      "det finns inget program som talar med skrivbordets nyckelring",
      "installera secret-tool (Debian, Ubuntu: libsecret-tools; Fedora, Arch: libsecret)",
      BY_HAND,
    ),
  unavailable: () =>
    explain(
      "skrivbordets nyckelring går inte att nå: det finns ingen skrivbordssession, eller ingen nyckelring i den",
      BY_HAND,
    ),
  locked: () => explain("skrivbordets nyckelring är själv låst", BY_HAND),
  missing: () =>
    explain(
      "skrivbordets nyckelring har inte längre någon post för valvet",
      BY_HAND,
      "lägg dit en igen: holt keyring enable",
    ),
  refused: () => explain("skrivbordets nyckelring sade nej", BY_HAND),
  timeout: () => explain("skrivbordets nyckelring svarar inte", BY_HAND),
  stale: () =>
    explain(
      "det som ligger i skrivbordets nyckelring öppnar inte valvet",
      BY_HAND,
      "lägg dit rätt nyckel: holt keyring enable",
    ),
};

export const svOsKeyring: typeof enOsKeyring = {
  error: ({ reason }) =>
    (svOsKeyringTroubles[reason] as (() => Explanation) | undefined)?.() ??
    explain(`skrivbordets nyckelring: ${reason}`, BY_HAND),
  enabled: "från och med nu låser skrivbordets nyckelring upp valvet; lösenfrasen gör det också",
  disabled: "skrivbordets nyckelring låser inte längre upp valvet; lösenfrasen gör det",
  wasOff: "skrivbordets nyckelring användes inte för valvet",
  on: "skrivbordets nyckelring låser upp valvet",
  off: "skrivbordets nyckelring används inte för valvet: holt keyring enable",
  lost: "skrivbordets nyckelring tog inte emot den nya nyckeln och låser inte längre upp valvet: holt keyring enable",
  name: "nyckelring",
};
