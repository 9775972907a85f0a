/** The pictures that are kept: all there, small, and of nothing but themselves. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { line, span } from "../../src/tui/line.ts";
import { formatLine } from "../../src/tui/painter.ts";
import { chooseTheme } from "../../src/tui/theme.ts";
import { StyledScreen } from "./styled-screen.ts";
import { drawSvg } from "./svg.ts";

const directory = join(import.meta.dirname, "..", "..", "docs", "screens");
const files = readdirSync(directory).filter((name) => name.endsWith(".svg"));
const MOST_BYTES = 60_000;

describe("the pictures", () => {
  it("are of every screen in every theme and size, and README names each of them", () => {
    const parts = files.map((name) => /^(.+)-(80x24|40x12)-(dark|light|high-contrast)\.svg$/.exec(name));
    const screens = new Set(parts.map((part) => part?.[1]));
    expect(screens).toContain("codes");
    expect(files).toHaveLength(screens.size * 6);
    const readme = readFileSync(join(directory, "README.md"), "utf8");
    expect(files.filter((name) => !readme.includes(`(${name})`))).toEqual([]);
  });

  it.each(files)("%s is small, and needs nothing from elsewhere", (name) => {
    const text = readFileSync(join(directory, name), "utf8");
    expect(text.length).toBeLessThan(MOST_BYTES);
    expect(text.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /<script|href|url\(|http|@font/,
    );
    expect(text.trimEnd().endsWith("</svg>")).toBe(true);
  });
});

it("a screen is drawn with the colours of its cells, and a wide sign takes two of them", () => {
  const screen = new StyledScreen(10, 2);
  const theme = chooseTheme("light", { TERM: "xterm-256color" });
  screen.write(
    `\u001b[1;1H${formatLine(line(span("日", { tone: "bad", bold: true }), "ok <&>"), theme, 10)}\u001b[K`,
  );
  screen.write(`\u001b[2;1H${formatLine(line(span("█▀", { paper: true })), theme, 10)}`);
  expect(screen.text()).toBe("日ok <&>\n█▀");
  const svg = drawSvg(screen.cells(), "it");
  expect(svg).toMatch(/textLength="18"[^>]* fill="#af0000" font-weight="bold">日</);
  expect(svg).toContain("ok\u00a0&lt;&amp;&gt;<");
  expect(svg).toMatch(/<path d="M0 20h9v20h-9zM9 20h9v10h-9z" fill="#000000"\/>/);
});
