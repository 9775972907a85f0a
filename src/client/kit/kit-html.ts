/**
 * The recovery kit as one page to print: self-contained HTML without a script, black on white, A4 or Letter.
 *
 * Everything that comes from outside is escaped; the page may load nothing. Words stand in it only where they were given.
 */
import type { KitFacts } from "../../protocol/backup-api.ts";
import { escapeHtml as escape, qrToSvg } from "../html.ts";
import type { Language } from "../language/choose.ts";
import { kitCommands, kitDate } from "./kit-commands.ts";
import { kitTexts, type KitTexts } from "./kit-texts.ts";

const WORDS = 24;
const DRILLS = 6;

export function makeKitHtml(facts: KitFacts, language: Language): string {
  const texts = kitTexts[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${escape(texts.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(texts.title)}</h1>
<p>${escape(texts.subtitle)} ${escape(texts.made(kitDate(facts.madeAt)))}</p>
<p class="warning">${escape(texts.warning)}</p>
</header>
${waysIn(facts, texts)}
${place(facts, texts)}
${steps(facts, texts)}
${drill(facts, texts)}
</body>
</html>
`;
}

function waysIn({ words, wordsQr, recovery }: KitFacts, texts: KitTexts): string {
  const hasWords = recovery.includes("words") || words !== null;
  const cells = Array.from(
    { length: WORDS },
    (_, index) => `<li>${words === null ? "" : escape(words[index] ?? "")}</li>`,
  ).join("");
  const list = `<p>${escape(words === null ? texts.wordsToWrite : texts.wordsHint)}</p>
<ol class="words${words === null ? " blank" : ""}">${cells}</ol>`;
  const code = wordsQr === null ? "" : figure(wordsQr, texts.wordsQr);
  const passphrase = recovery.includes("passphrase")
    ? `<h3>${escape(texts.passphrase)}</h3><p>${escape(texts.passphraseHint)}</p>`
    : "";
  return `<section class="beside">
<div><h2>${escape(texts.words)}</h2>
${hasWords ? list : `<p>${escape(texts.noWords)}</p>`}${passphrase}</div>
${code}</section>`;
}

function place({ relay, fingerprint, handle, vaultId, relayQr }: KitFacts, texts: KitTexts): string {
  const rows = [
    [texts.relay, relay],
    [texts.fingerprint, fingerprint],
    [texts.handle, handle ?? texts.noHandle],
    [texts.vault, vaultId],
  ].map(([name = "", value = ""]) => `<dt>${escape(name)}</dt><dd><code>${escape(value)}</code></dd>`);
  return `<section class="beside">
<div><h2>${escape(texts.where)}</h2>
<dl>${rows.join("")}</dl></div>
${figure(relayQr, texts.relayQr)}</section>`;
}

function steps(facts: KitFacts, texts: KitTexts): string {
  const { start, byWords, byPassphrase } = kitCommands(facts);
  const second = byPassphrase === null ? "" : `<p>${escape(texts.byPassphrase)}</p>${command(byPassphrase)}`;
  return `<section>
<h2>${escape(texts.recover)}</h2>
<ol class="steps">
<li><p>${escape(texts.install)}</p>${command(start)}</li>
<li><p>${escape(texts.screen)}</p>
<p>${escape(texts.byWords)}</p>${command(byWords)}${second}</li>
<li><p>${escape(texts.afterwards)}</p></li>
</ol>
<p>${escape(texts.otherDevice)}</p>
</section>`;
}

function drill(facts: KitFacts, texts: KitTexts): string {
  return `<section>
<h2>${escape(texts.drill)}</h2>
<p>${escape(texts.drillHint)}</p>${command(kitCommands(facts).drill)}
<p class="dates">${escape(texts.drillDates)}${"<span></span>".repeat(DRILLS)}</p>
</section>`;
}

const command = (text: string): string => `<pre>${escape(text)}</pre>`;

const figure = (modules: readonly string[], caption: string): string =>
  `<figure>${qrToSvg(modules)}<figcaption>${escape(caption)}</figcaption></figure>`;

const STYLE = `
@page { margin: 13mm; }
* { box-sizing: border-box; }
body { color: #000; background: #fff; font: 9.5pt/1.3 Georgia, "Times New Roman", serif; max-width: 186mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 19pt; margin: 0 0 1mm; }
h2 { font-size: 12pt; margin: 0 0 1mm; border-bottom: 0.4mm solid #000; }
h3 { font-size: 10pt; margin: 2mm 0 0; }
p { margin: 0 0 1.2mm; }
section { margin-top: 2.8mm; break-inside: avoid; }
.warning { border: 0.5mm solid #000; padding: 1.5mm 2mm; font-weight: bold; }
.beside { display: flex; gap: 5mm; align-items: flex-start; }
.beside > div { flex: 1; min-width: 0; }
code, pre, .words { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.words { display: grid; grid-template-columns: repeat(3, 1fr); grid-template-rows: repeat(8, auto); grid-auto-flow: column; gap: 0.6mm 5mm; margin: 0; padding: 0 0 0 8mm; font-size: 10pt; }
.words.blank { gap: 1.4mm 9mm; }
.blank li { border-bottom: 0.3mm solid #000; height: 5.6mm; }
figure { margin: 0; width: 30mm; text-align: center; font-size: 8.5pt; }
figure svg { width: 30mm; height: 30mm; display: block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 4mm; margin: 0; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-size: 9pt; }
pre { margin: 0.5mm 0 1.2mm; padding: 1mm 2mm; border: 0.3mm solid #000; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8.5pt; }
.steps { margin: 0; padding-left: 6mm; }
.dates { display: flex; gap: 4mm; align-items: flex-end; margin-top: 1mm; }
.dates span { flex: 1; border-bottom: 0.3mm solid #000; height: 6mm; }
@media print { body { margin: 0; max-width: none; padding: 0 0.5mm; } }
@media (max-width: 480px) { .beside { flex-direction: column; } .words { grid-template-columns: repeat(2, 1fr); grid-template-rows: repeat(12, auto); } }
`;
