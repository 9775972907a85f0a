import { describe, expect, it } from "vitest";
import { line, span, type Line } from "../../src/tui/line.ts";
import { createPainter, formatLine } from "../../src/tui/painter.ts";
import { chooseTheme, type Theme } from "../../src/tui/theme.ts";
import { drawModules } from "../../src/tui/screens/qr.ts";
import { TerminalScreen } from "../support/terminal-screen.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const ENV = { TERM: "xterm-256color" };
const own = chooseTheme("terminal", ENV);

function createSetup() {
  const written: string[] = [];
  const screen = new TerminalScreen(20, 3);
  let frame: readonly Line[] = [line("one"), line("two"), line("three")];
  let theme = own;
  const painter = createPainter({
    frame: () => frame,
    write(text) {
      written.push(text);
      screen.write(text);
    },
    theme: () => theme,
    columns: () => 20,
  });
  return {
    painter,
    written,
    screen,
    show: (next: readonly Line[]) => (frame = next),
    frame: () => frame,
    wear: (next: Theme) => (theme = next),
  };
}

describe("painting", () => {
  it("writes the lines that changed, and once for all changes of a turn", async () => {
    const { painter, written, screen, show, frame } = createSetup();
    painter.paint();
    await turn();
    expect(screen.lines()).toEqual(["one", "two", "three"]);
    show(frame().with(1, line("2")));
    painter.paint();
    show(frame().with(2, line("3")));
    painter.paint();
    await turn();
    expect(written).toHaveLength(2);
    expect(written[1]).not.toContain("one");
    expect(screen.lines()).toEqual(["one", "2", "3"]);
    painter.paint();
    await turn();
    expect(written).toHaveLength(2);
  });

  it("stays off the terminal while it is someone else's, and paints all of it afterwards", async () => {
    const { painter, written, screen, show, frame } = createSetup();
    painter.paint();
    await turn();
    painter.pause();
    show(frame().with(0, line("away")));
    painter.paint();
    painter.repaint();
    await turn();
    expect(written).toHaveLength(1);
    screen.write("\u001b[H\u001b[J$ ");
    painter.resume();
    await turn();
    expect(screen.lines()).toEqual(["away", "two", "three"]);
  });

  it("ends every style where its text ends, and does without colours", () => {
    const red = line(span("a", { tone: "bad", bold: true }), "b");
    expect(formatLine(red, own, 20)).toBe("\u001b[1;31ma\u001b[0mb");
    expect(formatLine(red, chooseTheme("terminal", { ...ENV, NO_COLOR: "1" }), 20)).toBe(
      "\u001b[1ma\u001b[0mb",
    );
  });

  it("paints all of it anew in another theme, with its background to the edge of the window", async () => {
    const { painter, written, screen, wear } = createSetup();
    painter.paint();
    await turn();
    wear(chooseTheme("light", ENV));
    painter.paint();
    await turn();
    expect(screen.lines()).toEqual(["one", "two", "three"]);
    expect(written[1]).toContain(`\u001b[38;5;235;48;5;231m${" ".repeat(17)}\u001b[0m`);
    painter.paint();
    await turn();
    expect(written).toHaveLength(2);
  });

  it("draws two modules of a QR code to a cell, with a margin around", () => {
    expect(drawModules(["10", "11"], 1)).toEqual([" ▄  ", " ▀▀ "]);
    expect(drawModules(["11", "01"], 0)).toEqual(["▀█"]);
  });
});
