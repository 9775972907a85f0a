/**
 * Pieces of the pages that holt writes for printing: text that can't become markup, and QR codes as drawings. A page
 * made of them loads nothing and runs nothing.
 */
/** Readers need four modules of white around a code. */
const QUIET = 4;

/** Rows of "0" and "1" without quiet zone → one path of unit squares: a row's dark runs. */
export function qrToSvg(modules: readonly string[]): string {
  const side = modules.length + 2 * QUIET;
  const runs = modules.flatMap((row, y) =>
    [...row.matchAll(/1+/gu)].map(
      ({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`,
    ),
  );
  return `<svg viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" role="img"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${runs.join("")}"/></svg>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => ESCAPES[character] ?? "");
