/**
 * The words of the Backup screen and its flows, in Swedish.
 */
import type { BackupText } from "./tui-en-backup.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const accounts = (count: number): string => many(count, "konto", "konton");

export const backupSv: BackupText = {
  ways: { words: "återställningsord", passphrase: "återställningsfras" },

  heads: {
    off: "Det finns ingen säkerhetskopia.",
    onProven: "Säkerhetskopian är på, och prövad.",
    onUnproven: "Säkerhetskopian är på. Den är inte prövad än.",
    waiting: "Säkerhetskopian väntar på en annan enhets ord.",
    failing: (problem) => `Säkerhetskopian sviktar: ${problem}.`,
    failingSince: (problem, time) => `Säkerhetskopian sviktar sedan ${time}: ${problem}.`,
    deleting: "Radering väntar: kvittot har inte kommit än.",
    deletingAt: (time) => `Säkerhetskopian raderas ${time}.`,
  },
  what: "Ett relä förvarar ditt valv, förseglat, med tidpunkter bakåt. Bara dina återställningsord eller din återställningsfras öppnar det: ingen annan kan läsa det, inte ens den som kör reläet. Med dem får du tillbaka alla konton på en ny enhet, även om alla dina enheter är borta.",

  offNow: (key) => `Utan den försvinner konton som bara finns här med enheten. ${key} slår på den.`,
  recoverHint: (key) => `${key} börjar återställning: en äldre säkerhetskopia kommer hit.`,
  ended: {
    backup: (by, time) => `${by || "En enhet"} slog av säkerhetskopian ${time}.`,
    all: (by, time) => `${by || "En enhet"} slog av säkerhetskopia och synk ${time}.`,
  },
  waitingWhere: (key) =>
    `Öppna holt på en annan av dina enheter och svara där med ${key}. Den som frågade kan också använda ord eller fras.`,
  deletingStop: (key) => `${key} stoppar det: då raderas inget.`,
  deletingAsked: (key) => `Var det du? ${key} svarar: nej stoppar det.`,
  deletingUntil:
    "Till dess är den som den är. Dina konton blir kvar här och på alla andra enheter i vilket fall.",
  deletingPending:
    "Det försöks tills reläet har skrivit under ett kvitto. Dina konton blir kvar på den här enheten och alla andra.",
  reminders: {
    prove: (key) =>
      `Den senaste prövningen är över en månad gammal. ${key} prövar: några minuter med ord eller fras.`,
    "type-passphrase": (key) =>
      `Du har inte skrivit ord eller fras på en månad. Kan du dem än? ${key} tar reda på det.`,
  },
  problems: {
    unproven: "den påbörjades, men har aldrig lästs tillbaka",
    stale: "allt har inte nått reläet",
    unreachable: "reläet kan inte nås",
    refused: "reläet tar inte emot",
    quota: "inget utrymme kvar hos reläet",
    held: "vad reläet visar kan inte stämma",
    differs: "reläet skulle ge tillbaka något annat",
    "bad-box": "en väg in skulle inte öppna något",
    "no-link": "valvet har inget relä",
    "relay-lost-data": "reläet har mindre än det hade",
  },
  advice: {
    unproven: ({ prove }) =>
      `Ingen har sett att den öppnas. ${prove} prövar med det du skrev ner; eller slå på den igen.`,
    stale: ({ devices }) =>
      `Ändringar väntar på den här enheten. ${devices} visar vad reläet säger, och vad som kan göras.`,
    unreachable: ({ devices }) =>
      `Är enheten uppkopplad, och går reläet? ${devices} säger mer. Kontona här är hela.`,
    refused: ({ devices }) => `${devices} visar varför. Ändringar väntar här, inget går förlorat.`,
    quota: ({ devices }) =>
      `Be den som kör reläet om mer utrymme, eller flytta till ett annat: ${devices} visar hur.`,
    held: ({ devices }) =>
      `Inget tas emot eller skickas. ${devices} säger vad som kan göras. Exportera under tiden.`,
    differs: ({ prove }) => `Exportera nu. Sedan jämför ${prove} konto för konto, och säger vad som skiljer.`,
    "bad-box": ({ waysIn }) => `${waysIn} ersätter orden eller frasen: det som förseglades fel försvinner.`,
    "no-link": ({ devices }) => `${devices} visar hur valvet får ett relä igen.`,
    "relay-lost-data": ({ prove }) =>
      `Den här enheten lade tillbaka vad den har. ${prove} prövar att allt kommer tillbaka.`,
  },

  facts: {
    relay: "relä",
    fingerprint: "dess nyckel",
    handle: "handtag",
    lastBackup: "senast kopierat",
    proof: "senast prövat",
    check: "egen koll",
    size: "storlek",
    waysIn: "vägar in",
    points: "tidpunkter",
  },

  notYet: "inte än",
  nothingWaits: "inget väntar",
  waits: (count) => `${many(count, "ändring", "ändringar")} att skicka`,
  agoOf: (ago) => `för ${ago} sedan`,
  wayAge: (way, ago) => `${way}, ${ago} gammal`,
  looking: "ser efter …",
  pointsOf: (count) => many(count, "tidpunkt", "tidpunkter"),
  pointsUnknown: (why) => `inte känt: ${why}`,

  steps: {
    linking: "Når reläet …",
    deriving: "Gör nyckeln av det som skrevs …",
    asking: "Frågar …",
    uploading: "Bär det förseglade valvet till reläet …",
    "reading-back": "Läser tillbaka det …",
    comparing: "Jämför konto för konto, kod för kod …",
    erasing: "Raderar, och väntar på kvittot …",
    looking: "Letar efter valvet …",
    downloading: "Hämtar valvet …",
    admitting: "Släpper in den här enheten …",
    "removing-devices": "Tar bort de enheter som är borta …",
    syncing: "Synkar allt …",
  },
  starting: "Börjar …",
  progress: (done, total) => `${done} av ${total}`,
  job: {
    confirmOn: (names) => `Bekräfta på ${names}`,
    confirmHow: (key) => `Den visar samma ord: svara där med ${key}, sedan ja. holt säger till där också.`,
    until: (time) => `Detta väntar till ${time}.`,

    typeInstead: "Skriv dina återställningsord eller din fras för att bekräfta:",
    wrong: "det öppnar inget här: se på varje ord",
    failed: "Det gick inte.",

    calledOff: "avbrutet",
  },

  secret: {
    wordsEmpty: "skriv de 24 orden, med mellanslag emellan",
    passphraseEmpty: "skriv frasen",
    wordsCount: (count) => `återställningsorden är 24, och här är ${count}`,
    counted: (count) => `${count} av 24 ord`,
  },

  make: {
    titles: {
      enable: "Slå på säkerhetskopia",
      add: "Lägg till en väg in",
      replace: "Ersätt en väg in",
      remove: "Ta bort en väg in",
    },
    consent: [
      "Det som förvaras: ditt valv, förseglat på den här enheten innan det lämnar den, och tidpunkter av det.",
      "Den som kan läsa: den som har dina återställningsord eller din fras. Ingen annan, inte reläet.",
    ],
    where: (relay) => `Var: ${relay}`,
    whereLater: "Var: på ett relä, som du anger härnäst.",
    next: "Härnäst får du 24 återställningsord. Ha papper och penna till hands.",
    relayHint:
      "Dess adress, med #fingeravtryck om du fick ett; kod bara om det begär en. `holt relay serve` kör ett eget.",
    write: "Skriv ner de här 24 orden, i ordning. De visas bara nu.",
    writeMore: (page, pages) => `Skriv ner orden, i ordning. Del ${page} av ${pages}.`,
    safe: "Ha dem på papper, där ingen annan ser. Den som har dem har alla dina konton.",
    check: "Skriv tre av dem, från ditt papper:",
    word: (at) => `Ord ${at}`,
    wordDiffers: (at) => `ord ${at} är ett annat. Esc visar orden igen`,
    passphraseAsk: "En återställningsfras också? Den öppnar säkerhetskopian med något du minns.",
    passphraseWays: ["Gör en åt mig", "En egen", "Ingen, orden räcker"],
    passphraseNotes: ["sex ord, att lära utantill", "den måste vara stark", "du kan lägga till en senare"],
    generated: "Din återställningsfras:",
    generatedHint:
      "Lär den, eller skriv ner den skild från orden. Den gäller med det här handtaget, som inte är hemligt:",
    own: "Den måste stå emot åratal av gissande: fem ord utan samband eller fler.",
    ownStrong: "stark nog",
    ownWeak: { "too-short": "för kort", guessable: "går att gissa: fler ord utan samband" },
    ownDiffers: "fraserna är olika",
    handleEmpty: "handtaget saknas",
    send: (names) => `En annan av dina enheter måste säga ja: ${names}.`,
    sendHint:
      "Så kan ingen som hittar den här enheten olåst göra en väg in på egen hand. Enter skickar frågan dit.",
    sure: (way) => `Ta bort ${way}? Den öppnar inget mer.`,
    on: "Säkerhetskopian är på, och prövad.",
    onText: "Valvet lästes tillbaka med det du just skrev ner, och varje konto och kod är densamma.",
    kitHint: (key) => `${key} gör ett återställningsark: en sida att skriva ut och ha hos orden.`,
    changed: "Vägarna in är ändrade, och prövade.",
    removed: "Den vägen in är borttagen.",
  },

  off: {
    title: "Slå av säkerhetskopia",
    what: "Vad ska raderas hos reläet?",
    whats: ["Säkerhetskopian", "Allt, synken också"],
    whatNotes: ["tidpunkter, ord och fras; enheterna förblir synkade", "enheterna hålls inte längre lika"],
    stays: "Dina konton blir kvar, här och på alla andra enheter.",
    how: "Två måste vara överens, så att ingen raderar ensam och osedd.",
    hows: {
      device: "Nu: en annan enhet säger ja",
      typed: "Nu: med ord eller fras",
      later: "Om 7 dagar: den här ensam",
      name: "Nu",
    },
    howNotes: {
      device: "den får frågan där",
      typed: "de skriver under",
      later: "alla andra enheter får veta, och kan stoppa det",
      name: "den här är den enda",
    },
    typeName: (name) => `Skriv ${name} för att radera:`,
    nameDiffers: "det är ett annat namn: inget raderades",
    done: "Det är raderat, och reläet har skrivit under.",
    receipt: { relay: "relä", at: "tid", what: "vad", key: "dess nyckel" },
    whatDeleted: { backup: "tidpunkter, och allt äldre än nu", all: "allt" },
    kept: "Kvittot finns kvar i Händelser.",
    pending: "Det är inte raderat än: kvittot saknas. Det försöks tills det kommer; hälsoraden säger det.",
    pendingAt: (time) => `Den raderas ${time}, om ingen annan enhet säger nej.`,
    stopped: "stoppat: säkerhetskopian blir kvar",
  },

  prove: {
    title: "Pröva säkerhetskopian",
    ask: "Hela valvet hämtas och öppnas med det du skriver, och jämförs med det som finns här. Skriv från ditt papper, eller ur minnet:",
    proven: (count) => `Prövad: ${accounts(count)} kom tillbaka, varje kod densamma.`,
    asOf: (time, by) => `Från ${time}${by === "" ? "" : `, senast skrivet av ${by}`}.`,
    differs: (count) => `${accounts(count)} skulle inte komma tillbaka som de är här:`,
    differsAdvice: "Exportera nu. Se sedan på Enheter: är allt synkat?",
  },

  kit: {
    title: "Återställningsark",
    hint: "En sida att skriva ut: var säkerhetskopian finns, och hur man börjar om. Skriver du orden här står de på den; annars finns rader att skriva på.",
    fileEmpty: "filens namn saknas",
    done: (path) => `Arket finns i ${path}, bara för dig.`,
    doneHint: "Öppna det i en webbläsare, skriv ut det, ha det hos dina papper, och radera filen.",
    busy: "Gör sidan …",
  },

  waysIn: {
    title: "Vägar in",
    text: "Det som öppnar säkerhetskopian utan någon av dina enheter:",
    replace: (way) => `Ersätt ${way}`,
    add: (way) => `Lägg till ${way}`,
    remove: (way) => `Ta bort ${way}`,
    age: (ago) => `${ago} gammal`,
    missing: "finns inte än",
  },

  points: {
    title: "Tidpunkter",
    text: "Valvet som det var. Välj en för att se vad som skiljer från nu; inget ändras av att titta.",
    none: "Reläet har inga tidpunkter än: de kommer med dagarna.",
    comparing: "Hämtar, och jämför …",
    at: (time) => `Som det var ${time}`,
    by: (name) => `skrivet av ${name}`,
    same: "Inget skiljer: allt finns här som det var då.",
    differs: (count) =>
      `${accounts(count)} skiljer. Det som tas tillbaka kommer som en ny ändring; det som bara finns här blir kvar.`,
    restored: (count) =>
      count === 0 ? "inget behövde tas tillbaka" : `${accounts(count)} togs tillbaka · u ångrar`,
  },
  difference: {
    missing: "saknas här",
    extra: "bara där",
    code: "ger en annan kod",
    changed: (fields) => `skiljer: ${fields}`,
    missingThere: "saknas i kopian",
    extraThere: "bara i kopian",
  },
};
