/**
 * What the command line says of devices, pairing and sync, in Swedish.
 */
import type { DeviceView, LinkStateName, LinkView, RequestView } from "../../protocol/view.ts";
import type { enDevices } from "./en-devices.ts";
import { time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "konto" : "konton"}`;
const changes = (count: number): string => `${count} ${count === 1 ? "ändring" : "ändringar"}`;

const LINK_STATES: Readonly<Record<LinkStateName, string>> = {
  off: "inget relä",
  connecting: "ansluter",
  online: "ansluten",
  offline: "inte nådd",
  waiting: "väntar tills valvet är upplåst",
  refused: "nekad",
  held: "stoppad: ingenting hämtas eller skickas",
  revoked: "enheten har tagits bort ur valvet",
};

const KINDS: Readonly<Record<DeviceView["kind"], string>> = {
  device: "enhet",
  words: "återställningsord",
  passphrase: "återställningsfras",
};

const REQUESTS: Readonly<Record<RequestView["type"], string>> = {
  join: "vill ansluta",
  "recovery-change": "ändrad återställning",
  erase: "radering av säkerhetskopian",
};

function link({ relay, state, pending, lastSyncAt, since }: LinkView): string {
  const facts = [
    `${LINK_STATES[state]}${since === null ? "" : ` sedan ${time(since)}`}`,
    ...(lastSyncAt === null ? [] : [`senast i takt ${time(lastSyncAt)}`]),
    ...(pending === 0 ? [] : [`${changes(pending)} att skicka`]),
  ];
  return `${relay === null ? "" : `${relay}: `}${facts.join(", ")}`;
}

export const svDevices: typeof enDevices = {
  letIn: "släpptes in: var det du?",
  letInHere: "släpptes in här, och är provisorisk",
  confirmOwn: (id: string): string =>
    `en annan enhet bekräftar den, eller dina återställningsord: holt approve ${id} --confirm-words-file FIL`,
  link,

  linked: (relay) => `valvets relä är ${relay}`,
  firstSeen: "reläets nyckel syntes för första gången och är nu fäst",
  compareAtServer: "jämför den med det som servern säger: holt relay fingerprint",
  unlinked: "enheten använder inget relä längre; dess konton är kvar",
  wasNotLinked: "enheten använde inget relä",

  pairHow: (until) =>
    `på den nya enheten: holt join, klistra sedan in länken; den fungerar en gång, till ${time(until)}`,
  pairRequest: (name) => `${name} har öppnat länken; dess ord är`,
  askWordsMatch: (name) => `står samma ord på ${name}?`,
  pairAnswers: (id) => [`de står där också: holt approve ${id}`, `de gör det inte: holt reject ${id}`],
  paired: (name) => `${name} är med`,
  toBeConfirmed: (name) =>
    `${name} får inte släppa in någon förrän en annan enhet har bekräftat den: holt requests`,

  askJoinLink: "anslutningslänk: ",
  joinWaits: "väntar på att bli insläppt; den andra enheten måste visa de här orden",
  mergeFacts: (vaultId, devices, theirs) => [
    `enheten har redan ett valv; det andra är ${vaultId}`,
    `dess enheter: ${devices.join(", ")}`,
    ...(theirs === null ? [] : [`i det: ${accounts(theirs)}`]),
  ],
  askMerge: (ours) => `lägg ${accounts(ours)} från den här enheten i det?`,
  joinSyncs: "insläppt; hämtar valvet",
  joined: (count) => `ansluten: ${accounts(count)}`,
  provisionalHere: "enheten får inte släppa in någon förrän en annan har bekräftat den",

  kinds: KINDS,
  thisOne: "den här enheten",
  online: "ansluten",
  lastSeen: (at) => `sedd ${time(at)}`,
  neverSeen: "aldrig sedd",
  provisional: "att bekräfta",
  renamed: (name) => `den heter nu ${name}`,
  revokes: (names) => `tas bort: ${names.join(", ")}`,
  admittedByIt: (names) =>
    `den släppte också in de här, som är kvar om du inte tar bort dem: ${names.join(", ")}`,
  stillReadable:
    "det den har kan den fortfarande läsa: överväg nya hemligheter hos tjänsterna (holt list visar vilka)",
  askRevoke: (name) => `ta bort ${name} ur valvet?`,
  revoked: (names) => `tog bort ${names.join(", ")}; valvet har en ny nyckel`,

  requests: REQUESTS,
  noRequests: "inget väntar på den här enheten",
  approved: (name) => `sade ja till ${name}`,
  rejected: (name) => `sade nej till ${name}`,

  forgets: (count) =>
    `enheten lämnar valvet, och dess data raderas: ${count === null ? "alla konton" : accounts(count)}, valvets historik och inställningar`,
  lastDevice:
    "den är valvets enda enhet: kontona är borta för gott om du inte har exporterat dem (holt export) eller har en säkerhetskopia",
  othersStay: (names) => `de är kvar på ${names.join(", ")}`,
  othersUnknown:
    "om en annan enhet har dem går inte att säga nu: det som inte finns någon annanstans är borta för gott",
  unsent: (count) => `inte skickat än, och borta med det: ${changes(count)}`,
  askForget: "radera valvet från den här enheten?",
  forgotten: "enheten har lämnat valvet, och dess data är raderade",
  leftUntold: "de andra kunde inte få veta det: ta bort den där också (holt devices revoke)",

  refounds: (count) =>
    `ett nytt valv skapas med ${accounts(count)} från den här enheten; det gamla ligger kvar förseglat bredvid`,
  othersStayBehind: "andra enheter är kvar i det gamla valvet tills de ansluter till det nya (holt pair)",
  askRefound: "grunda ett nytt valv?",
  refounded: (count) => `grundade ett nytt valv med ${accounts(count)}`,

  columns: {
    name: "namn",
    state: "läge",
    behind: "efter",
    addedBy: "insläppt av",
    words: "fingeravtryck",
    id: "id",
    what: "vad",
    by: "begärt av",
    until: "till",
  },
};
