/**
 * Help in Swedish.
 */
import type { HelpTexts } from "./help-texts.ts";

const QUERY = "QUERY är ett id, eller så mycket av utgivare eller namn att ett konto passar.";
const STDIN = "FILE kan vara - för stdin.";

export const helpSv: HelpTexts = {
  usage: "användning",
  commands: "kommandon",
  options: "flaggor",
  examples: "exempel",
  about: "holt: dina engångskoder på varje terminal du har, med en säkerhetskopia som bara du kan öppna",
  start: ["", "holt ensamt öppnar terminalgränssnittet. holt KOMMANDO --help berättar mer om ett kommando."],
  global: {
    json: "skriv resultatet som JSON; ett fel är då stderrs sista rad, som JSON",
    "no-color": "inga färger (även NO_COLOR, CLICOLOR och CLICOLOR_FORCE gäller)",
    lang: "en eller sv; annars det som miljön säger",
    help: "den här hjälpen",
    version: "versionen",
  },
  command: {
    init: {
      summary: "Skapar ett nytt valv på enheten och lämnar det upplåst.",
      notes: [`Utan flagga frågar det efter en lösenfras. ${STDIN}`],
      options: {
        name: "vad enheten heter; annars datorns namn",
        "passphrase-file": "filen med lösenfrasen (annars HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "nyckeln ligger bredvid valvet: den som kan läsa dina filer kan öppna det",
        "from-vault": "ett nytt valv med kontona som finns här; det gamla ligger kvar bredvid, förseglat",
        yes: "med --from-vault: fråga inte",
      },
    },
    status: {
      summary: "Visar läget för valv, demon, synk och säkerhetskopia. Fungerar låst; utan valv: kod 3.",
      options: {},
    },
    unlock: {
      summary: "Öppnar valvet.",
      notes: [
        "Där skrivbordets nyckelring används (holt keyring) och är upplåst frågas ingenting.",
        "Med en skärm men utan terminal frågar ett pinentry-program, för detta och för alla andra kommandon;",
        "vilket, eller inget: holt config set prompt.pinentry auto|never|PROGRAM",
      ],
      options: { "passphrase-file": "filen med lösenfrasen (annars HOLT_PASSPHRASE_FILE)" },
    },
    lock: { summary: "Låser valvet: demonen raderar sina nycklar.", options: {} },
    passwd: {
      summary: "Byter valvets lösenfras.",
      notes: ["Nyckeln i skrivbordets nyckelring, där den används, byts samtidigt."],
      options: {
        "passphrase-file": "filen med den hittillsvarande lösenfrasen (annars HOLT_PASSPHRASE_FILE)",
        "new-passphrase-file": "filen med den nya",
        "no-passphrase": "ingen från och med nu: nyckeln ligger bredvid valvet",
      },
    },
    keyring: {
      summary: "Låter skrivbordets nyckelring låsa upp valvet, vid sidan av lösenfrasen.",
      notes: [
        "ACTION är enable, disable eller status (om inget anges).",
        "Linux: Secret Service (GNOME Keyring, KWallet, KeePassXC), genom secret-tool; macOS: inloggningsnyckelringen.",
        "Medan den nyckelringen är upplåst öppnar demonen valvet när den startar, och holt unlock frågar inget.",
        "holt lock och det automatiska låset gäller tills holt unlock, eller tills datorn startas om.",
        "Den som sitter vid din upplåsta session, och varje program i den, kan då öppna valvet.",
        "Lösenfrasen öppnar alltid, med skrivbord eller utan.",
      ],
      options: { "passphrase-file": "enable: filen med lösenfrasen (annars HOLT_PASSPHRASE_FILE)" },
    },
    add: {
      summary: "Lägger till ett konto och skriver dess id.",
      notes: [
        "URI är otpauth://, motp:// eller steam://. Ett argument syns i ps och i skalets historik: - läser det",
        "från stdin, och utan något frågas det efter. Eller ange delarna, eller en bild av en QR-kod.",
      ],
      options: {
        type: "totp, hotp, steam, motp eller yandex; annars totp",
        issuer: "vem som gav ut det",
        name: "kontots namn där",
        "secret-file": "filen med hemligheten, som base32 (motp: hex); annars frågas det efter den",
        digits: "kodens längd",
        period: "sekunder som en kod lever",
        algorithm: "SHA1, SHA256, SHA512 …",
        counter: "hotp: räknaren vars kod kommer näst",
        "pin-file": "motp, yandex: filen med PIN-koden",
        "note-file": "filen med en anteckning",
        "recovery-codes-file": "filen med kontots egna reservkoder",
        tag: "en etikett; kan anges flera gånger",
        pin: "visa det överst",
        qr: "en PNG, JPEG eller GIF som visar en QR-kod, skärmen, eller urklipp",
      },
    },
    import: {
      summary: "Tar över konton från en export: formatet känns igen på innehållet.",
      notes: [`${STDIN} En mapp står för filerna i den.`],
      options: {
        from: "formatet, där innehållet inte räcker (se: holt formats)",
        "password-file": "filen med exportens lösenord; annars frågas det efter när det behövs",
        "key-file": "kdbx: nyckelfilen som öppnar den, med lösenordet eller utan",
        "dry-run": "visa bara vad som skulle komma",
        "enrol-again":
          "spara konton som inte kan ge koder på annat håll med namn, för att registrera dem på nytt",
        "on-duplicate": "ett konto som redan finns utelämnas (annars), eller läggs till en gång till",
        tag: "en etikett för varje importerat konto; kan anges flera gånger",
      },
    },
    export: {
      summary: "Skriver konton till en fil i ett format som du väljer. Filen är bara för din användare.",
      notes: [
        "FILE kan vara - för stdout.",
        `${QUERY} Här filtrerar det.`,
        "Vad formatet inte rymmer sägs innan något skrivs.",
        "Med --qr lägger google tio konton i varje kod, otpauth ett.",
      ],
      options: {
        to: "formatet (se: holt formats)",
        "password-file": "kryptera med lösenordet i den här filen",
        plaintext: "ja, läsbart för alla som får filen",
        qr: "en serie QR-koder: bilder i mappen FILE, en sida att skriva ut, eller här (FILE är -)",
        "dry-run": "säg bara vad som skulle exporteras, och vad som skulle gå förlorat",
        yes: "skriv utan att fråga, fast konton utelämnas",
        force: "skriv över en fil som finns",
      },
    },
    formats: { summary: "Listar formaten för import och export.", options: {} },
    list: {
      summary: "Listar konton, utan hemligheter. En * märker de fästa.",
      notes: [`${QUERY} Här filtrerar det.`],
      options: {
        tag: "bara de med den här etiketten",
        trash: "de i papperskorgen",
        unverified: "bara de vars kod inte har godkänts än",
        sort: "ordningen; annars name",
      },
    },
    code: {
      summary: "Skriver ett kontos kod, ensam; utan QUERY alla koder.",
      notes: [QUERY, "En räknarbaserad kod (HOTP) är förbrukad när den har skrivits."],
      options: {
        copy: "lägg den också i urklipp",
        next: "nästa periods kod",
        at: "koden vid en annan tid: sekunder sedan 1970 eller ISO 8601",
        watch: "så som den ändras, till q eller Ctrl-C; utan terminal, eller med --json: en rad per ny kod",
      },
    },
    exec: {
      summary: "Kör ett program med ett kontos kod på dess stdin.",
      notes: [
        QUERY,
        "Där {code} står i ett argument till CMD ersätts det, och bara då: stdin är som det är, och den som kan köra ps",
        "på datorn ser koden. En kod som upphör inom 5 sekunder lämnas inte ut: den nästa inväntas. Koden som kommandot",
        "slutar med är den som CMD slutar med (128 och signalens nummer där en signal avslutade det). CMD får SIGINT och",
        "SIGTERM. En räknarbaserad kod (HOTP) är förbrukad, vad CMD än gör med den.",
      ],
      options: {},
    },
    show: {
      summary: "Visar ett konto i detalj.",
      notes: [QUERY],
      options: { reveal: "också dess hemlighet, URI, PIN, anteckning och reservkoder" },
    },
    qr: {
      summary: "Visar ett konto som QR-kod, att läsas av en annan autentiserare.",
      notes: [QUERY],
      options: {
        png: "skriv den till den här PNG-filen (- för stdout)",
        force: "skriv över en fil som finns",
      },
    },
    edit: {
      summary: "Ändrar ett konto.",
      notes: [`${QUERY} ${STDIN}`],
      options: {
        issuer: "vem som gav ut det",
        name: "kontots namn där",
        tag: "lägg till en etikett; kan anges flera gånger",
        untag: "ta bort en etikett; kan anges flera gånger",
        "note-file": "filen med dess anteckning; en tom tar bort den",
        "recovery-codes-file": "filen med dess egna reservkoder; en tom tar bort dem",
        pin: "visa det överst",
        unpin: "inte längre överst",
        type: "totp, hotp, steam, motp eller yandex",
        "secret-file": "filen med en ny hemlighet; den gamla sparas i kontots historik",
        digits: "kodens längd",
        period: "sekunder som en kod lever",
        algorithm: "SHA1, SHA256, SHA512 …",
        counter: "hotp: räknaren vars kod kommer näst",
        "pin-file": "motp, yandex: filen med PIN-koden",
      },
    },
    rm: { summary: "Lägger ett konto i papperskorgen.", notes: [QUERY], options: {} },
    trash: {
      summary: "Listar vad som ligger i papperskorgen.",
      options: { empty: "radera allt i den, för gott", yes: "fråga inte" },
    },
    restore: { summary: "Tar tillbaka ett konto ur papperskorgen.", notes: [QUERY], options: {} },
    undo: { summary: "Ångrar enhetens senaste ändring.", options: {} },
    redo: { summary: "Gör om ändringen som ångrades senast.", options: {} },
    log: { summary: "Visar vem som ändrade vad, och när; nyast först.", options: { limit: "bara så många" } },
    verify: {
      summary: "Märker ett konto vars kod har godkänts som kontrollerat.",
      notes: [QUERY],
      options: {},
    },
    audit: {
      summary: "Letar efter dubbletter, korta hemligheter, ovanliga parametrar och en klocka som går fel.",
      options: {},
    },
    link: {
      summary:
        "Använder ett relä, eller flyttar valvet till ett annat; skriver fingeravtrycket av dess nyckel.",
      notes: [
        "RELAY-URL är wss://VÄRD, ws://VÄRD:PORT eller VÄRD:PORT. FINGERPRINT är det som holt relay fingerprint säger",
        "på servern; utan det fästs den första nyckeln som syns.",
      ],
      options: { "token-file": "filen med token till ett relä som kräver en (- för stdin)" },
    },
    unlink: {
      summary: "Slutar använda reläet: enheten har sina konton kvar, och utbyter inget längre.",
      options: {},
    },
    pair: {
      summary: "Skriver en anslutningslänk, som släpper in en enhet, och väntar på den enheten.",
      notes: [
        "Båda enheterna visar sedan samma ord, om ingen sitter emellan: svara ja bara om de stämmer. Utan terminal,",
        "och med --json, kommer svaret från --yes, eller från holt approve ID medan det här väntar.",
        "Inte i tid: kod 9. Ctrl-C tar tillbaka länken.",
      ],
      options: {
        lan: "låt enheten vara relä, i det lokala nätet, där valvet inte har något",
        yes: "den som öppnar länken släpps in, utan en blick på orden",
        timeout: "hur länge länken fungerar; annars 600",
      },
    },
    join: {
      summary: "Gör enheten till medlem i valvet som en anslutningslänk hör till.",
      notes: [
        "LINK är det som holt pair skriver på den andra enheten. Ett argument syns i ps och i skalets historik: - läser",
        "den från stdin, och utan någon frågas det efter den. Lösenfrasen är för den här enheten.",
      ],
      options: {
        name: "vad enheten heter; annars datorns namn",
        "passphrase-file": "filen med lösenfrasen (annars HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "nyckeln ligger bredvid valvet: den som kan läsa dina filer kan öppna det",
        merge: "ja, enhetens konton får läggas i det andra valvet",
        yes: "svarar inte för --merge",
      },
    },
    devices: {
      summary: "Listar enheterna som får öppna valvet; döper om eller tar bort en.",
      notes: [
        "MEMBER är ett id, början på ett, eller ett namn. En enhet som tas bort har kvar det den har: överväg nya",
        "hemligheter för de kontona.",
      ],
      options: { yes: "revoke: fråga inte" },
    },
    requests: { summary: "Listar det som väntar på enhetens svar.", options: {} },
    approve: {
      summary: "Säger ja till en förfrågan. ID: se holt requests.",
      options: {
        "confirm-words-file":
          "filen med återställningsorden: de säger ja, också till det som enheten själv har begärt",
        "confirm-passphrase-file": "filen med återställningsfrasen, på samma sätt",
      },
    },
    reject: { summary: "Säger nej till en förfrågan. ID: se holt requests.", options: {} },
    backup: {
      summary:
        "Förvarar allt hos ett relä, förseglat, så att ord eller en fras ger det åter; prövar det; avslutar det.",
      notes: [
        "enable slår på den: en annan enhet, eller ord eller fras som redan öppnar valvet, måste hålla med om det finns",
        "någon; allt skickas, läses tillbaka och jämförs innan den sägs vara på. status: kod 8 när den inte mår bra. verify",
        "är övningen: en hel återställning i minnet, jämförd kod för kod (en skillnad: kod 8; fel ord: kod 4).",
        "recovery list, recovery add|replace|remove words|passphrase: vägarna in. history visar tidpunkter, och",
        "restore ID [QUERY] hämtar konton från en: visas först, läggs till, spolas aldrig tillbaka. kit gör bladet att",
        "skriva ut. disable raderar det reläet har, och visar dess kvitto; kontona finns kvar på alla enheter. Med en annan",
        "medlems ja genast, annars efter 7 dagar.",
        STDIN,
      ],
      options: {
        relay: "enable: RELAY-URL[#FINGERPRINT], om valvet inget har, eller ett annat",
        handle: "enable, recovery: NAME eller NAME@HOST som hör till frasen; annars ditt användarnamn",
        "words-out": "enable, recovery: skriv orden till filen; annars visas de och skrivs igen",
        "words-file": "verify, kit: filen med återställningsorden; utan den frågar verify efter dem",
        "recovery-passphrase-file": "enable, recovery: din egen fras, en stark; verify: den som ska prövas",
        "recovery-passphrase-out":
          "enable, recovery: skriv den dragna frasen (sex ord) till filen; annars visas den",
        "no-recovery-passphrase": "enable: bara ord",
        kit: "enable: skriv också återställningsbladet, med orden, till filen",
        out: "kit: skriv det till filen som HTML (- för stdout); annars skrivs det ut som text",
        "token-file": "enable: filen med token till ett relä som begär en",
        "dry-run": "restore: visa bara vad som skulle komma tillbaka",
        "keep-sync":
          "disable: vägar in och tidpunkter försvinner, synkningen finns kvar (om det finns andra)",
        "stop-sync": "disable: allt hos reläet försvinner (om enheten är den enda)",
        confirm: "disable: säkerhetskopians namn; ett annat: kod 2",
        "confirm-words-file": "återställningsord som håller med, i stället för en annan enhet",
        "confirm-passphrase-file": "återställningsfrasen som håller med, i stället för en annan enhet",
        wait: "hur länge en annan enhet inväntas (inte i tid: kod 9); annars 300, med disable 0",
        yes: "fråga inte",
      },
    },
    recover: {
      summary: "Börjar om på den här enheten, med återställningsord, eller med namn och återställningsfras.",
      notes: [
        "Finns en annan enhet till hands: holt pair där, holt join här. Ord eller fras läses ur en fil, eller efterfrågas;",
        "fel sådana och inget funnet är detsamma: kod 4. Vilka gamla enheter som finns kvar efterfrågas; utan terminal",
        `förblir alla medlemmar. Kontona ska sedan prövas, ett för ett. ${STDIN}`,
      ],
      options: {
        relay: "RELAY-URL[#FINGERPRINT]; ett helt namn NAME@HOST anger det också",
        "words-file": "filen med återställningsorden",
        "recovery-passphrase-file": "filen med återställningsfrasen",
        handle: "NAME@HOST, som det står på återställningsbladet; eller NAME, med --relay",
        name: "vad enheten heter; annars värdens namn",
        "passphrase-file": "filen med enhetens egen lösenfras (annars: HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "nyckeln ligger bredvid valvet: den som läser dina filer kan öppna det",
        "revoke-others": "alla gamla enheter är borta: ta bort dem, och ge valvet en ny nyckel",
        merge: "ja, enhetens konton får läggas till i det återställda valvet",
        yes: "de gamla enheterna är kvar; svarar inte för --merge",
      },
    },
    sync: {
      summary: "Skickar och hämtar det som är nytt, nu.",
      options: {
        wait: "tills inget är kvar att skicka eller hämta (inte i tid: kod 9)",
        timeout: "med --wait: som längst så länge",
      },
    },
    forget: {
      summary: "Lämnar valvet med den här enheten, och raderar dess data här.",
      options: { yes: "fråga inte" },
    },
    relay: {
      summary:
        "Kör ett relä, genom vilket enheter utbyter det som är förseglat; och det dess driftare vill veta.",
      notes: [
        "serve kör i förgrunden. vaults, remove VAULT, token och fingerprint går medan det kör. VAULT är ett id, eller",
        "början på ett. Med den första token stängs reläet: att öppna ett valv här kräver en från och med då.",
      ],
      options: {
        listen: "serve: VÄRD:PORT, [IPV6]:PORT eller :PORT; port 0: någon ledig (annars 127.0.0.1:8650)",
        data: "katalogen med relay.db och relay.key",
        "no-backups": "serve: inga valv med återställningsord eller återställningsfras",
        "token-file": "serve: tokens, en per rad, var och en för ett valv; stänger reläet",
        "tls-cert": "serve: certifikatet (PEM); läses om vid SIGHUP",
        "tls-key": "serve: dess nyckel (PEM)",
        "quota-mb": "serve: vad ett valv får lagra under en nyckel; annars 256",
        "max-vaults": "serve: hur många valv; annars 100000",
        "retain-days": "serve: hur länge det en ögonblicksbild omfattar sparas; annars 30",
        "keep-daily": "serve: tidpunkter som sparas av ett valv med säkerhetskopia: dagar; förval: 7",
        "keep-weekly": "serve: av dem, veckor; förval: 4",
        "keep-monthly": "serve: av dem, månader; förval: 12",
        "metrics-open": "serve: /metrics för alla, inte bara för den här datorn",
        "log-addresses": "serve: anteckna varifrån någon ansluter",
        list: "token: de som har skapats",
        revoke: "token: den här, med sitt id i listan, gäller inte längre",
        open: "token: från och med nu behövs ingen",
        yes: "remove: fråga inte",
      },
    },
    daemon: {
      summary: "Kör, stoppar eller visar demonen som håller valvet. Andra kommandon startar den själva.",
      notes: [
        "install: en systemd-tjänst för användaren med sina socklar, eller en agent hos launchd; en för varje HOLT_HOME.",
        "Efter en uppdatering som flyttade holt eller Node: install igen. Det som inte står i loggen: journalctl --user -u holt",
      ],
      options: {
        lines: "logs: hur många; annars 100",
        follow: "logs: fortsätt med det som skrivs från och med nu",
      },
    },
    doctor: {
      summary:
        "Ser efter om allt som holt behöver är bra, och säger vad som är att göra. Startar ingen demon.",
      notes: [
        "Slutkod 0: inget är fel (varningar räknas inte). Annars den första av: 7 filer och disk, 6 config.toml,",
        "5 demon, relä eller klocka, 8 säkerhetskopia, 2 en Node som är för gammal.",
      ],
      options: {},
    },
    config: { summary: "Visar och ändrar inställningar (config.toml).", options: {} },
    completion: {
      summary: "Skriver ett skript som lär bash, zsh eller fish vad som kan följa.",
      notes: [
        "SHELL är bash, zsh eller fish. Konton, taggar och enheter erbjuds medan valvet är upplåst.",
        "Startar ingen demon.",
      ],
      options: {},
    },
    demo: {
      summary:
        "Spelar upp hela historien med riktiga processer: parkoppling, säkerhetskopia, förlust, återställning. Rör inget av ditt.",
      options: { keep: "låt den tillfälliga katalogen vara kvar" },
    },
  },
};
