/**
 * The words of the screens about devices and sync, in Swedish.
 */
import type { DevicesText, SyncKeys } from "./tui-en-devices.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const changes = (count: number): string => many(count, "ändring", "ändringar");
const accounts = (count: number): string => many(count, "konto", "konton");

const TWO_LISTS = ({ newDevice, join }: SyncKeys): string =>
  `Någon kan vara framme, eller så lades reläet tillbaka från en gammal kopia. Kontona här är hela. Tryck ${newDevice} på en enhet som du litar på, och anslut till den härifrån med ${join}: konton slås ihop, inget går förlorat.`;
const TWO_HISTORIES = ({ link, join, refound }: SyncKeys): string =>
  `Någon kan vara framme, eller så lades reläet tillbaka från en gammal kopia. Kontona här är hela. ${link} flyttar till ett annat relä, ${join} ansluter till en enhet som du litar på, ${refound} gör ett nytt valv av det som finns här.`;

export const devicesSv: DevicesText = {
  title: "Enheter",
  thisOne: "den här enheten",
  noRelay: ({ link, newDevice }) =>
    `Valvet finns bara på den här enheten. Ett relä skickar förseglade ändringar vidare mellan dina enheter och kan inte läsa någon: ${link} ansluter till ett som du kör eller valt. ${newDevice} lägger till en enhet; på samma nätverk behövs ingen server.`,
  unnamed: "(utan namn)",
  words: "återställningsord",
  passphrase: "återställningsfras",
  online: "uppkopplad",
  seen: (ago) => `sedd för ${ago} sedan`,
  neverSeen: "inte sedd än",
  upToDate: "har allt",
  behind: (count) => `${changes(count)} efter`,
  founder: "gjorde valvet",
  addedBy: (name) => `tillagd av ${name}`,
  toConfirm: "att bekräfta",
  wasItYou: (by, name) => `${by} lade till ${name}: var det du?`,
  answerWith: (key) => `${key} svarar`,
  waitsForOthers: "räknas fullt ut när en annan enhet säger ja",
  selfProvisional: "Den här enheten räknas fullt ut när en annan säger ja till den där.",
  relay: (address) => `relä ${address}`,
  key: "dess nyckel",
  clock: (seconds) =>
    `Din klocka och reläets skiljer ${seconds} s: koder kan nekas. Låt systemet ställa klockan efter nätet.`,
  onlyDevices: "återställningsord och -fras ändras på skärmen Säkerhetskopia",
  syncedAllSent: "synkat: allt är skickat och mottaget",
  noLink: (key) => `det finns inget relä än: ${key} ansluter till ett`,
  state: {
    off: "inget relä",
    connecting: "ansluter",
    online: "synkat",
    sending: "skickar",
    offline: "frånkopplat",
    waiting: "väntar på att valvet låses upp",
    refused: "nekat",
    held: "stoppat: inget tas emot eller skickas",
    revoked: "borttagen ur valvet",
  },
  since: (state, time) => `${state} sedan ${time}`,
  allSent: "allt skickat",
  toSend: (count) => `${changes(count)} att skicka`,

  linkErrors: {
    unreachable: ["reläet kan inte nås", "ingen kontakt"],
    tls: ["ingen säker anslutning till reläet", "ingen TLS"],
    "not-a-relay": ["det som svarar är inget relä", "inget relä där"],
    "wrong-relay-key": ["reläets nyckel är en annan", "annan nyckel"],
    "token-needed": ["reläet vill ha en token", "token behövs"],
    "token-refused": ["reläet godtar inte token", "token nekad"],
    quota: ["ingen plats kvar på reläet", "reläet fullt"],
    rate: ["reläet ber om en paus", "reläet upptaget"],
    "too-large": ["för stort för reläet", "för stort"],
    "relay-storage": ["reläet kan inte spara det", "reläets disk"],
    "roster-fork": ["reläet visar två listor på enheter", "två enhetslistor"],
    "log-fork": ["reläet visar två historier", "två historier"],
    "roster-rolled-back": ["reläet visar en gammal enhetslista", "gammal enhetslista"],
    "broken-stream": ["reläet bryter mot protokollet", "protokollfel"],
    "wrong-key": ["enhetens nyckel passar inte valvet", "fel nyckel"],
    storage: ["enheten kan inte spara det som kommer", "disken krånglar"],
  },

  linkAdvice: {
    unreachable: ({ syncNow, link }) =>
      `Ändringar väntar här och skickas av sig själva. Är enheten uppkopplad, och är reläet igång? ${syncNow} försöker nu, ${link} ändrar adressen.`,
    tls: ({ link }) =>
      `Ingenting skickades. Går enhetens klocka rätt, och är det rätt adress? ${link} ändrar den.`,
    "not-a-relay": ({ link }) =>
      `Något annat svarar på adressen, eller ett relä av en annan version. ${link} ändrar adressen.`,
    "wrong-relay-key": ({ link }) =>
      `Det kan vara en annan maskin, eller en som står emellan: ingenting skickades. Om reläet gjordes om, fråga den som kör det efter det nya fingeravtrycket och ange det med ${link}.`,
    "token-needed": ({ link }) =>
      `Det tar nya valv bara mot en token. Be den som kör det om en, och ange den med ${link}.`,
    "token-refused": ({ link }) =>
      `Den kan vara förbrukad eller för gammal. Be den som kör reläet om en ny, och ange den med ${link}.`,
    quota: ({ link }) =>
      `Ändringar väntar här, inget är förlorat. Be den som kör reläet om mer plats, eller flytta till ett annat med ${link}.`,
    rate: () => "Ändringar väntar här och skickas av sig själva om en stund.",
    "too-large": ({ link }) =>
      `Ändringar väntar här, inget är förlorat. Be den som kör reläet om en högre gräns, eller flytta till ett annat med ${link}.`,
    "relay-storage": () =>
      "Ändringar väntar här och skickas av sig själva. Den som kör reläet bör se till dess disk.",
    "roster-fork": TWO_LISTS,
    "log-fork": TWO_HISTORIES,
    "roster-rolled-back": ({ link }) =>
      `Enheten har sett en nyare lista, så inget tas emot eller skickas. Lades reläet tillbaka från en gammal kopia? Fråga den som kör det, eller flytta till ett annat med ${link}.`,
    "broken-stream": ({ syncNow, link }) =>
      `Det som kom bröt mot reglerna två gånger. Är holt det nyaste, här och där? ${syncNow} försöker igen, ${link} flyttar till ett annat relä.`,
    "wrong-key": ({ newDevice, join }) =>
      `Ingenting skickades. Tryck ${newDevice} på en annan enhet, och anslut till den härifrån med ${join}: konton slås ihop.`,
    storage: () => "Gör plats på enhetens disk: det går vidare av sig självt.",
  },

  problems: {
    "relay-lost-data": () => ["reläet hade tappat data", "reläet tappade data"],
    "relay-fork": () => ["reläet går inte att lita på", "lita ej på reläet"],
    "devices-differ": (name) => [`${name} har andra konton`, "enheter skiljer sig"],
    "void-records": (name) => [`ändringar av ${name} togs inte emot`, "ändringar ej mottagna"],
    "bad-box": (name) => [`${name} har ingen fungerande nyckel`, "enhet utan nyckel"],
    revoked: (name) => [
      `borttagen ur valvet av ${name}: kontona går att läsa här`,
      "borttagen: kontona finns kvar",
    ],
  },
  revokedFully: (name, date) => `enheten togs bort ur valvet av ${name} ${date}; kontona går att läsa här`,

  problemAdvice: {
    "relay-lost-data": ({ date }) =>
      `${date} hade reläet tappat det som det bekräftat. Den här enheten lade tillbaka vad den har: se efter på dina andra enheter om något saknas.`,
    "relay-fork": ({ date, keys }) =>
      `Sedan ${date} visar reläet två versioner av valvet, och inget tas emot eller skickas. ${TWO_HISTORIES(keys)}`,
    "devices-differ": ({ name, date, keys }) =>
      `${date} hade ${name} läst samma som den här enheten och ändå andra konton, vilket inte får vara. Exportera på båda, jämför, och anslut den ena till den andra igen: ${keys.newDevice} där, ${keys.join} här.`,
    "void-records": ({ name, keys }) =>
      `Det som ${name} skrev bröt mot valvets regler och togs inte emot. Är dess holt det nyaste? Kan du inte förklara det, ta bort den: ${keys.revoke}.`,
    "bad-box": ({ name, keys }) =>
      `Valvets nyckel förseglades fel för ${name}, så den läser inget nytt. Ta bort den med ${keys.revoke} och lägg till den igen med ${keys.newDevice}.`,
    revoked: ({ name, date, keys }) =>
      `${name} tog bort den här enheten ur valvet ${date}. Kontona går att läsa här; inget skickas eller tas emot mer. ${keys.join} ansluter igen, ${keys.refound} gör ett nytt valv av det som finns här.`,
  },
  voidCount: (count, reason) => `${changes(count)}: ${reason}`,

  link: {
    title: "Relä",
    hint: "Ett relä håller dina enheter lika och kan ingenting läsa. Dess adress, med #fingeravtryck om du fått ett; token bara om det ber om en.",
    moveHint: "Valvet flyttar till det relä som du anger; dina andra enheter följer med av sig själva.",
    busy: "Söker reläet och lämnar det förseglade valvet …",
    addressEmpty: "reläets adress saknas",
    now: (address) => `Valvets relä är ${address}`,
    ways: ["Flytta till ett annat relä", "Sluta använda ett relä"],
    stopAsk:
      "Sluta använda reläet? Ändringar stannar på den här enheten, och dina andra enheter får dem inte. Det som reläet har blir kvar där, förseglat.",
    stopped: "inget relä längre: valvet står för sig självt",
    pinned: "Nyckeln sågs för första gången och gäller från nu. Jämför den med vad reläet visar:",
    given: "Nyckeln är den som du angav:",
    done: (address) => `ansluten till ${address}`,
  },

  pair: {
    title: "Ny enhet",
    where: "Hur ska den nya enheten nå den här?",
    ways: ["Genom ett relä", "På det här nätverket"],
    wayNotes: ["som du kör eller valt; nås överallt", "ingen server: den här enheten är reläet"],
    starting: "Gör en länk …",
    how: "På den nya enheten: starta holt, välj ”Anslut till min andra enhet” och ge den den här länken:",
    howShort: "På den nya enheten: holt, ”Anslut till min andra enhet”, länken:",
    once: "Den gäller en gång, och först efter ett ja här.",
    left: (minutes, seconds) => `gäller ${minutes}:${seconds} till`,
    copied: (how) => `länken kopierad (${how})`,
    handedOver: "länken lämnad till terminalen (OSC 52)",
    asks: (name) => `${name} vill ansluta. Visar den de här orden?`,
    unnamed: "En enhet",
    careful: "Bara om de är desamma, i samma ordning, är det din enhet som du släpper in.",
    admitting: "Släpper in den …",
    joined: (name) => `${name} är med i valvet.`,
    joinedProvisional: (name) =>
      `${name} är med i valvet. Den räknas fullt ut när en annan av dina enheter säger ja till den där.`,
    rejected: "Du sade nej: enheten fick ingenting, och länken är förbrukad.",
    expired: "Ingen använde länken i tid. Ingen fick något.",
    failed: "Det gick inte.",
    withdrawn: "länken är tillbakadragen och gäller inte längre",
  },

  join: {
    title: "Anslut den här enheten",
    titleAgain: "Anslut till ett annat valv",
    linkHint: "På den andra enheten: holt, sedan 2 Enheter, sedan n. Klistra in länken som den visar.",
    linkEmpty: "klistra in länken först",
    reaching: "Söker den andra enheten …",
    compare: "Den andra enheten visar ett namn och sex ord. Säg ja där bara om det är de här orden:",
    waiting: "Väntar på att den andra enheten säger ja …",
    mergeTitle: (vault) => `Anslut till valvet ${vault}?`,
    mergeDevices: (names) => `Dess enheter: ${names}`,
    mergeTheirs: (count) => `Det har ${accounts(count)}.`,
    mergeOurs: (count) =>
      count === 0
        ? "Den här enheten har inga konton att ta med."
        : `Den här enhetens ${accounts(count)} skulle läggas i det, och alla dess enheter få dem.`,
    mergeLeave: "Enheten lämnar sedan valvet som den är i nu.",
    merging: "Går in …",
    syncing: "Hämtar valvet …",
    failed: "Det gick inte.",
    declined: "ingenting ändrades",
    cancelled: "anslutningen är avbruten",
    joined: (count) => `ansluten: ${accounts(count)}`,
    joinedProvisional: (count) => `ansluten: ${accounts(count)} · en annan enhet ska säga ja till den här`,
  },

  flowAdvice: {
    unreachable:
      "Är adressen rätt, är reläet igång, och är enheten på ett nätverk som når det? Försök sedan igen.",
    tls: "Går enhetens klocka rätt, och är det rätt adress?",
    "not-a-relay": "Se efter adressen; eller så är reläet av en annan version.",
    "wrong-relay-key":
      "Ingenting skickades. Fråga den som kör reläet efter dess fingeravtryck: det kan vara en annan maskin, eller en som står emellan.",
    "token-needed": "Be den som kör reläet om en token.",
    "token-refused": "Den kan vara förbrukad eller för gammal: be den som kör reläet om en ny.",
    quota: "Be den som kör reläet om mer plats, eller välj ett annat.",
    rate: "Försök igen om en stund.",
    "too-large": "Be den som kör reläet om en högre gräns, eller välj ett annat.",
    "relay-storage": "Den som kör reläet bör se till dess disk.",
    "roster-fork": "Be om en ny länk på en enhet som du litar på.",
    "log-fork": "Välj ett annat relä, eller be om en ny länk på en enhet som du litar på.",
    "roster-rolled-back": "Lades reläet tillbaka från en gammal kopia? Fråga den som kör det.",
    "broken-stream": "Är holt det nyaste, på alla sidor?",
    "wrong-key": "Be om en ny länk på en annan enhet.",
    storage: "Gör plats på enhetens disk, och försök igen.",
    rejected: "Var det ett misstag, gör en ny länk på den andra enheten och börja om.",
    "link-used-twice":
      "Om bara den ena var din har någon annan sett länken. Gör en ny, och lämna den där ingen läser med.",
    "link-expired": "En länk gäller i tio minuter och för en enhet. Gör en ny på den andra enheten.",
    "link-version": "Se till att båda enheterna har samma version av holt.",
    "not-allowed": "Se på skärmen Enheter vem som får göra det, och vad som väntar på svar.",
    conflict: "Försök igen.",
    "too-many": "Se på skärmen Enheter vad som inte behövs längre, eller försök igen senare.",
    "no-backups-here": "håller inga säkerhetskopior",
    "fabricated-vault": "inte ditt valv: någon har hittat på det",
    "no-relay-here": "Är båda enheterna på samma nätverk, och är den andra på?",
    other: "Försök igen; den andra enheten kan säga mer.",
  },

  requests: {
    title: "Var det du?",
    of: (index, count) => `${index} av ${count}`,
    ask: {
      join: (by, name) => `${by} lade till ${name}: var det du?`,
      "recovery-change": (by, name) => `${by} vill ${name}: var det du?`,
      erase: (by, name) => `${by} vill radera ${name}: var det du?`,
    },
    changes: {
      enable: "slå på säkerhetskopian",
      add: (way) => `lägga till ${way} som väg in`,
      replace: (way) => `ersätta ${way}`,
      remove: (way) => `ta bort ${way}`,
      other: "ändra vägarna in i säkerhetskopian",
    },
    ways: { words: "återställningsorden", passphrase: "återställningsfrasen" },
    scopes: { backup: "säkerhetskopian", all: "säkerhetskopian och allt hos reläet" },
    atTheDoor: (name) => `${name} vill gå med genom din länk`,
    letIn: (name) => `ja: ${name} får alla konton och kan läsa och ändra dem`,
    yes: {
      join: (name) => `ja: ${name} räknas fullt ut, och får lägga till och ta bort enheter`,
      "recovery-change": () => "ja: det som skrevs ner öppnar valvet",
      erase: () => "ja: det raderas genast; kontona finns kvar på dina enheter",
    },
    no: {
      join: (name) => `nej: ${name} tas bort och valvets nyckel byts; vad den redan läst har den kvar`,
      "recovery-change": () => "nej: inget ändras. Har du inte bett om något: ta bort den enheten",
      erase: () => "nej: säkerhetskopian blir kvar",
    },
    yesRemove: "ja: den vägen in öppnar inget mer",
    words: (name) => `${name} visar de här orden:`,
    until: (time) => `Den förfaller ${time}.`,
    happens: (time) => `Utan ett nej händer det ${time}.`,
    eraser: (by) => `${by} har de här orden:`,
    asker: (name) => `${name} visar också de här orden:`,
    approved: (name) => `du sade ja: ${name}`,
    rejected: (name) => `du sade nej: ${name}`,
    banner: (question, key) => `${question} ${key} svarar`,
    bannerShort: (name, key) => `${name}: var det du? ${key} svarar`,
    bannerShortest: (key) => `var det du? ${key} svarar`,
    gone: "frågan väntar inte längre på svar",
  },

  revoke: {
    ask: (name) => `Ta bort ${name} ur valvet?`,
    looking: "Ser efter vad som följer med …",
    consequence: "Valvets nyckel byts, och den får inget nytt. Vad den redan har kan den läsa.",
    renew: (count) =>
      `Är den förlorad eller stulen: gör om tvåfaktorn för dina ${accounts(count)} hos var och en av tjänsterna.`,
    alongside: (names) => `Med den går, ännu inte bekräftade: ${names}`,
    admitted: (names) =>
      `Den hade släppt in, och de blir kvar: ${names}. Ta bort dem också om du inte känner dem.`,
    done: (names) => `Borttagna: ${names}`,
    renewed: (key) =>
      `Gå igenom kontona ett och ett: be tjänsten om en ny hemlighet, och ange den här med ${key}.`,
    renamed: (name) => `nytt namn: ${name}`,
    renameTitle: "Byt namn",
    nameEmpty: "enheten behöver ett namn",
  },
  forget: {
    title: "Lämna valvet",
    text: "Enheten lämnar valvet, och allt som den har raderas: konton, nycklar, historik. Dina andra enheter behåller sina.",
    alone: "Ingen annan enhet har de här kontona: de vore borta för gott. Exportera dem först.",
    confirm: (name) => `Gör det genom att skriva enhetens namn: ${name}`,
    differs: "så heter den inte",
    left: "enheten har lämnat valvet; inget finns kvar här",
    notLeft: "raderat här; reläet kunde inte nås: ta bort enheten på en annan",
  },
  refound: {
    title: "Nytt valv",
    ask: "Göra ett nytt valv av kontona som finns här?",
    text: "För ett valv som inte går att lita på eller som enheten togs bort ur. Det får nya nycklar och inget relä; dina andra enheter ansluter till det på nytt. Den gamla databasen ligger kvar bredvid, förseglad.",
    busy: "Gör ett nytt valv …",
    done: (count) => `ett nytt valv med ${accounts(count)}; det gamla är sparat bredvid`,
  },
};
