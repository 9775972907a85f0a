/**
 * Vad `holt doctor` har sett på, på svenska: vad som fanns, och vad som är att göra där det inte är bra.
 */
import type { DoctorWords } from "./en-doctor.ts";

interface Said {
  readonly text: string;
  readonly hints?: readonly string[];
}
const said = (text: string, ...hints: readonly string[]): Said => ({ text, hints });
const list = (items: readonly string[]): string => items.join(", ");

export const svDoctor: DoctorWords = {
  arrow: "→",
  status: { ok: "ok", warn: "obs", fail: "FEL" },
  names: {
    node: "Node",
    sqlite: "SQLite",
    programs: "program",
    config: "inställningar",
    directories: "kataloger",
    sockets: "socklar",
    filesystem: "filsystem",
    disk: "disk",
    daemon: "demon",
    service: "tjänst",
    vault: "valv",
    damaged: "undanlagt",
    relay: "relä",
    backup: "säkerhetskopia",
    clock: "klocka",
    memory: "minne",
    keyring: "nyckelring",
    clipboard: "urklipp",
    notifications: "aviseringar",
    terminal: "terminal",
  },
  summary: (warnings, failures) =>
    warnings + failures === 0 ? "allt är bra" : `${failures} att rätta till, ${warnings} att tänka på`,
  unknownWithoutDaemon: said("inte känt: demonen är inte igång"),

  node: (version, isNewEnough) =>
    isNewEnough ? said(version) : said(`${version} är för gammal`, "holt behöver Node 24.7 eller nyare"),
  noSqlite: said(
    "better-sqlite3 kan inte laddas: utan den öppnas inget valv",
    "installera om holt, med den Node som kör det",
  ),
  sqlite: (version, isNewEnough) =>
    isNewEnough ? said(version) : said(`${version} kan skada en databas`, "installera om holt"),
  program: (version, path) => said(`holt ${version}, ${path}`),
  otherPrograms: (own, others) =>
    said(
      `det här är ${own}, och i PATH finns ett annat: ${list(others)}`,
      "den ena av två versioner vägrar den andras demon: ta bort en",
    ),
  config: (file) => said(file),
  badSettings: (file, keys) =>
    said(`går inte att förstå i ${file}: ${list(keys)}`, "så länge gäller förvalet; se: holt config list"),
  noConfig: (file, code) => said(`${file} kan inte läsas (${code})`, "rätta till rättigheterna"),
  noDirectories: said("inga skapade än"),
  directories: (place) => said(`dina och bara dina: ${place}`),
  foreign: (paths) =>
    said(`inte dina: ${list(paths)}`, "gör dem till dina (chown), eller använd en annan plats: HOLT_HOME"),
  open: (paths) =>
    said(
      `andra kan se in i: ${list(paths)}`,
      "chmod -R go-rwx; socklarnas katalog: ta bort den, så gör demonen en ny",
    ),
  sockets: (path, length) => said(`${path} (${length} av 103 byte)`),
  longSockets: (path) => said(`för långt för en sockel: ${path}`, "använd en kortare HOLT_HOME"),
  localFileSystem: said("datorns eget"),
  networkFileSystem: (name) =>
    said(
      `valvet ligger på ${name}: en databas kan skadas där två datorer eller en bruten förbindelse möts`,
      "flytta det till en disk i datorn, och låt synkroniseringen göra resten: holt pair",
    ),
  disk: (mib, isEnough) =>
    isEnough
      ? said(`${mib} MiB ledigt`)
      : said(`bara ${mib} MiB ledigt`, "en ändring misslyckas när disken är full: gör plats"),
  diskUnknown: said("hur mycket som är ledigt går inte att säga"),

  daemonAbsent: said("inte igång; startar när den behövs"),
  daemonRuns: (pid, version) => said(`${version}, pid ${pid}`),
  restart: "byt ut den: holt daemon restart",
  lookAtLog: "se varför: holt daemon logs",
  noService: said("ingen; andra kommandon startar demonen"),
  service: (name) => said(name),
  oldService: (name) =>
    said(`${name} startar en annan Node eller ett annat holt än det här`, "holt daemon install"),
  noVault: said("inget här än: holt init, holt join eller holt recover"),
  vaultSound: (isLocked) => said(`helt${isLocked === undefined ? "" : isLocked ? ", låst" : ", upplåst"}`),
  vaultUnchecked: said("filen gick inte att se på", "se efter rättigheter och ledig plats i katalogen"),
  vaultDamaged: said(
    "databasen är skadad",
    "ta en kopia före allt annat: holt daemon stop, kopiera sedan katalogen",
    "en annan enhet har samma valv: holt forget här, holt pair där, holt join här",
    "ingen annan enhet, men en säkerhetskopia: holt recover",
  ),
  vaultProblems: (problems) => said(problems.join("; "), "se: holt status, holt log"),
  nothingDamaged: said("inget"),
  setAside: (count, place) =>
    said(
      `${count} ${count === 1 ? "skadad databas" : "skadade databaser"} i ${place}`,
      "ta bort när alla konton är tillbaka (vault.db.damaged-…)",
    ),
  noRelay: said("inget: valvet finns bara på den här enheten"),
  relay: (url, fingerprint) => (fingerprint === null ? url : `${url}, nyckeln är fastlagd`),
  linkStates: {
    off: "av",
    connecting: "ansluter",
    online: "i takt",
    offline: "nås inte",
    waiting: "väntar på att valvet låses upp",
    refused: "tar inte emot något",
    held: "visar sådant som inte kan stämma",
    revoked: "enheten har tagits bort ur valvet",
  },
  nothingToBackUp: said("inget att säkerhetskopiera"),
  backupOff: said("av: det som bara finns på dina enheter försvinner med dem", "holt backup enable"),
  backupWaiting: said("väntar på en annan enhets ord", "säg det där: holt requests"),
  backupDeleting: said("håller på att raderas", "se: holt backup status"),
  backupOn: (days, isOld) => {
    const proof =
      days === null ? "aldrig prövad" : days === 0 ? "prövad i dag" : `prövad för ${days} d sedan`;
    return isOld ? said(`på, ${proof}`, "pröva den: holt backup verify") : said(`på, ${proof}`);
  },
  clockOff: (seconds) =>
    said(
      `${Math.abs(seconds)} s ${seconds > 0 ? "efter" : "före"} reläets: koder kan avvisas`,
      "ställ den rätt: timedatectl set-ntp true",
      "där det inte går: holt config set clock.offset-seconds",
    ),
  clockAlone: said("hålls inte rätt av något", "timedatectl set-ntp true"),
  clockAgrees: said("stämmer med reläets"),
  clockSynchronised: said("synkroniserad"),
  clockUnknown: said("inte jämförd med något"),
  coreDumps: said(
    "om demonen kraschar skrivs dess minne, med nycklarna, till disken",
    "låt holt starta den: holt daemon stop; sedan vilket kommando som helst, eller holt daemon install",
  ),
  swap: (devices) =>
    said(
      `växlingsutrymmet (${list(devices)}) kan innehålla nycklar`,
      "kryptera det, eller klara dig utan; tjänsten från holt daemon install växlas aldrig ut",
    ),
  memory: (isKnown) => said(isKnown ? "inget växlingsutrymme, inga minnesdumpar" : "inget växlingsutrymme"),
  clipboard: (program) => said(program),
  noClipboard: (wanted) =>
    said(
      "bara terminalens egen väg (OSC 52), som inte alla terminaler har",
      ...(wanted === "wl-copy"
        ? ["installera wl-clipboard"]
        : wanted === undefined
          ? []
          : [`installera ${wanted}`]),
    ),
  notifications: (program) => said(program),
  notificationsOff: said("av, enligt inställningen (notify.desktop)"),
  noNotifications: said(
    "inget program visar dem: det som väntar på dig finns i holt requests",
    "installera notify-send (libnotify), eller: holt config set notify.desktop false",
  ),
  terminal: (columns, hasColor) =>
    said(`${columns} kolumner, ${hasColor ? "färger" : "inga färger"}, Unicode`),
  noTerminal: said("ingen"),
  dumbTerminal: said("den kan bara skriva (TERM=dumb)", "då visas vanliga rader i stället för fönster"),
  noUnicode: (locale) =>
    said(`ingen Unicode (${locale || "inga språkinställningar"})`, "använd UTF-8: LANG=C.UTF-8"),
  narrowTerminal: (columns) => said(`bara ${columns} kolumner`, "gör den 40 eller bredare"),
};
