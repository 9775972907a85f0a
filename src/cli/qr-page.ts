/**
 * A series of QR codes as one page to print or to scan from the screen: self-contained HTML without a script, one code
 * below the other, each with its number and the accounts in it.
 *
 * Everything that comes from accounts is escaped; the page may load nothing.
 */
import { escapeHtml, qrToSvg } from "../client/html.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printable } from "../client/printable.ts";

export interface CodeToShow {
  /** Rows of "0" and "1", without quiet zone. */
  readonly modules: readonly string[];
  readonly accounts: readonly string[];
}

export function makeQrPage(codes: readonly CodeToShow[], { cli }: Catalogue): string {
  const figures = codes.map(({ modules, accounts }, index) => {
    const title = `<h2>${escapeHtml(cli.codeOfSeries(index + 1, codes.length))}</h2>`;
    const names = accounts.map((account) => `<li>${escapeHtml(printable(account))}</li>`).join("");
    return `<section>\n${title}\n${qrToSvg(modules)}\n<ul>${names}</ul>\n</section>`;
  });
  return `<!doctype html>
<html lang="${cli.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(cli.codesTitle)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(cli.codesTitle)}</h1>
<p class="warning">${escapeHtml(cli.codesWarning)}</p>
${figures.join("\n")}
</body>
</html>
`;
}

/** A code fills the width of a phone's camera from a hand's breadth away; each page of paper takes one. */
const STYLE = `
@page { margin: 13mm; }
body { color: #000; background: #fff; font: 11pt/1.35 system-ui, sans-serif; max-width: 150mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 13pt; margin: 0; }
.warning { border: 0.5mm solid #000; padding: 1.5mm 2mm; font-weight: bold; }
section { margin: 8mm 0 40mm; break-inside: avoid; }
section + section { break-before: page; }
svg { display: block; width: 110mm; max-width: 100%; margin: 2mm 0; }
ul { margin: 0; padding-left: 6mm; overflow-wrap: anywhere; }
@media print { section { margin-bottom: 0; } }
`;
