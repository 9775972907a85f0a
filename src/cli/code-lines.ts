/**
 * Codes as lines of a terminal: a heading and a line each, or one account in one line. Pure.
 *
 * No line is wider than the terminal and there are never more than it has rows: names give way, codes don't.
 */
import type { Code, NoCode } from "../protocol/account.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printable } from "../client/printable.ts";
import { bold } from "./colour.ts";
import { fitWidth, widthOf } from "./fit-width.ts";
import { label } from "./pick.ts";

export interface Surface {
  readonly columns: number;
  readonly rows: number;
  readonly hasColor: boolean;
  /** Epoch ms. */
  readonly nowMs: number;
  readonly cli: Catalogue["cli"];
}
type Shown = Code | NoCode;

const GAP = "  ";

/** "GitHub (sven)  123456  12 s" */
export function renderCodeLine(code: Shown, surface: Surface): string {
  const right = [code.code ?? "-", left(code, surface)].join(GAP);
  const room = surface.columns - right.length - GAP.length;
  const name = room > 0 ? fitWidth(printable(label(code)), room) : "";
  return fitWidth(name === "" ? right : `${name}${GAP}${right}`, surface.columns);
}

export function renderCodeTable(codes: readonly Shown[], surface: Surface): readonly string[] {
  const { cli, rows, columns, hasColor } = surface;
  if (codes.length === 0) return [fitWidth(cli.noAccounts, columns)];
  const isWhole = codes.length < rows;
  const shown = codes.slice(0, Math.max(1, isWhole ? rows - 1 : rows - 2));
  const names = cli.columns;
  const cells = [
    [names.issuer, names.name, names.code, names.left],
    ...shown.map((code) => [
      printable(code.issuer),
      printable(code.name),
      code.code ?? "-",
      left(code, surface),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  const [issuerWidth = 0, nameWidth = 0, codeWidth = 0, leftWidth = 0] = widths;
  const room = Math.max(0, columns - codeWidth - leftWidth - 3 * GAP.length);
  const issuer = Math.min(issuerWidth, Math.max(Math.floor(room / 2), room - nameWidth));
  const name = Math.min(nameWidth, room - issuer);
  const lines = cells.map(([first = "", second = "", third = "", fourth = ""]) =>
    fitWidth(
      [
        pad(fitWidth(first, issuer), issuer),
        pad(fitWidth(second, name), name),
        third.padStart(codeWidth),
        fourth.padStart(leftWidth),
      ].join(GAP),
      columns,
    ),
  );
  const [heading = "", ...rest] = lines;
  const more = isWhole ? [] : [fitWidth(cli.moreCodes(codes.length - shown.length), columns)];
  return [bold(heading, hasColor), ...rest, ...more];
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

function left({ validUntil, counter }: Shown, { nowMs, cli }: Surface): string {
  if (validUntil !== null) return `${Math.max(0, Math.ceil(validUntil - nowMs / 1000))} s`;
  return counter === null ? "" : `${cli.columns.counter} ${counter}`;
}
