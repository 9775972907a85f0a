import fc from "fast-check";
import { PassThrough } from "node:stream";
import type { ReadStream } from "node:tty";
import { describe, expect, it } from "vitest";
import { valueOf } from "../../src/tui/form.ts";
import { createMouseFilter, type MouseAction } from "../../src/tui/mouse.ts";
import { createMouseMode, withoutMouse } from "../../src/tui/mouse-terminal.ts";
import { device, label, link, request } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const ESC = "\u001b";
const filtered = (...chunks: readonly string[]) => {
  const filter = createMouseFilter();
  const parts = chunks.map((chunk) => filter.push(chunk));
  return { text: parts.map(({ text }) => text).join(""), actions: parts.flatMap(({ actions }) => actions) };
};

describe("clicks in the input", () => {
  it("are told with their cell, and nothing of them is left as text", () => {
    expect(filtered(`a${ESC}[<0;5;3M${ESC}[<0;5;3mb${ESC}[<64;1;1M${ESC}[<65;80;24M`)).toEqual({
      text: "ab",
      actions: [
        { action: "press", column: 4, row: 2 },
        { action: "wheel-up", column: 0, row: 0 },
        { action: "wheel-down", column: 79, row: 23 },
      ],
    });
  });

  it("mean nothing with other buttons, with Shift, or in the old way of telling", () => {
    expect(filtered(`${ESC}[<2;5;3M${ESC}[<4;5;3M${ESC}[<35;5;3Mx${ESC}[M !!y`)).toEqual({
      text: "xy",
      actions: [],
    });
  });

  it("leave keys and pastes as they are, even a paste that looks like a click", () => {
    const keys = `${ESC}[A${ESC}OP${ESC}${ESC}[Bj${ESC}[200~${ESC}[<0;1;1M${ESC}[201~k${ESC}`;
    expect(filtered(keys)).toEqual({ text: keys, actions: [] });
  });

  it("are whole however the bytes are cut, apart from a cut right behind the Esc", () => {
    const pieces = fc.constantFrom(
      "j",
      "å",
      `${ESC}[A`,
      `${ESC}[<0;12;7M`,
      `${ESC}[<65;1;1M`,
      `${ESC}[200~x${ESC}[<0;1;1My${ESC}[201~`,
    );
    const cuts = fc.array(fc.nat(200), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(pieces), cuts, (parts, places) => {
        const whole = parts.join("");
        const at = [...new Set(places)]
          .filter((place) => place > 0 && place < whole.length && whole[place - 1] !== ESC)
          .sort((a, b) => a - b);
        const chunks = [0, ...at].map((from, index) => whole.slice(from, at[index] ?? whole.length));
        expect(filtered(...chunks)).toEqual(filtered(whole));
      }),
    );
  });

  it("cut right behind the Esc are the Esc key, and still no text", () => {
    expect(filtered(ESC, "[<0;12;7M", "j")).toEqual({ text: `${ESC}j`, actions: [] });
  });

  it("hold nothing back that can't be one", () => {
    expect(filtered(`${ESC}[<1;2x`).text).toBe(`${ESC}[<1;2x`);
    expect(filtered(`${ESC}[<${"1".repeat(30)}`).text).toBe(`${ESC}[<${"1".repeat(30)}`);
    expect(filtered(ESC).text).toBe(ESC);
  });
});

describe("the terminal", () => {
  it("is told once, and not while it is someone else's", () => {
    const written: string[] = [];
    const mode = createMouseMode((text) => written.push(text));
    mode.want(false);
    mode.want(true);
    mode.want(true);
    mode.pause();
    mode.want(true);
    mode.resume();
    mode.stop();
    mode.want(true);
    const [on, off] = [`${ESC}[?1000h${ESC}[?1006h`, `${ESC}[?1006l${ESC}[?1000l`];
    expect(written).toEqual([on, off, on, off]);
  });

  it("gives the rest of its input to whoever reads", async () => {
    const stream = new PassThrough({ encoding: "utf8" });
    const actions: MouseAction[] = [];
    const input = withoutMouse(stream as unknown as ReadStream, (action) => actions.push(action));
    const readable = new Promise((resolve) => input.once("readable", () => resolve(null)));
    stream.write(`j${ESC}[<0;1;1M`);
    await readable;
    expect(input.read()).toBe("j");
    expect(input.read()).toBeNull();
    expect(actions).toEqual([{ action: "press", column: 0, row: 0 }]);
  });
});

const accounts = ["Amazon", "GitHub", "GitLab", "Zulip"].map((name) => label(name));

describe("the mouse on the screen", () => {
  const create = (options: WorldOptions = {}): Promise<World> =>
    createWorld({ accounts, settings: { mouse: true }, ...options });
  /** Clicks on the first place that shows the text. */
  const clickOn = (world: World, text: string): void => {
    const row = world.lines().findIndex((line) => line.includes(text));
    const column = world.lines()[row]?.indexOf(text) ?? -1;
    expect(row, `no ${text} in\n${world.text()}`).toBeGreaterThanOrEqual(0);
    world.store.dispatch({ type: "mouse", what: { action: "press", column, row } });
  };
  const wheel = (world: World, action: "wheel-up" | "wheel-down"): void =>
    world.store.dispatch({ type: "mouse", what: { action, column: 3, row: 3 } });

  it("does nothing without the setting", async () => {
    const world = await create({ settings: {} });
    clickOn(world, "GitLab");
    wheel(world, "wheel-down");
    expect(world.text()).toMatch(/▸ +Amazon/);
  });

  it("chooses an account with a click, and copies with one on the chosen", async () => {
    const world = await create();
    clickOn(world, "GitLab");
    expect(world.text()).toMatch(/▸ +GitLab/);
    expect(world.copied).toEqual([]);
    const code = /GitLab.*?(\d{3}) (\d{3})/.exec(world.text());
    clickOn(world, "GitLab");
    expect(world.copied).toEqual([`${code?.[1]}${code?.[2]}`]);
    expect(world.lastLine()).toContain("copied: GitLab");
  });

  it("scrolls with the wheel", async () => {
    const world = await create({ size: { columns: 40, rows: 12 } });
    wheel(world, "wheel-down");
    expect(world.text()).toMatch(/▸ +Zulip/);
    wheel(world, "wheel-up");
    expect(world.text()).toMatch(/▸ +Amazon/);
    world.press("?");
    const before = world.text();
    wheel(world, "wheel-down");
    expect(world.text()).not.toBe(before);
  });

  it("shows a screen by its name, and does what a hint says", async () => {
    const world = await create();
    clickOn(world, "4 Activity");
    expect(world.model().tab).toBe("activity");
    clickOn(world, "1 Codes");
    clickOn(world, "? help");
    expect(world.text()).toContain("copy the next code");
    clickOn(world, "? back");
    clickOn(world, "⏎ copy");
    expect(world.copied).toHaveLength(1);
    world.wait(7);
    clickOn(world, "/ search");
    expect(world.model().list.search?.isEditing).toBe(true);
  });

  it("presses a key that the person chose as it is pressed", async () => {
    const world = await create({ keys: { search: ["f"], down: ["n"] } });
    wheel(world, "wheel-down");
    expect(world.text()).toMatch(/▸ +Zulip/);
    clickOn(world, "f search");
    expect(world.model().list.search?.isEditing).toBe(true);
    clickOn(world, "2 Devices");
    expect(world.model().tab).toBe("devices");
  });

  it("finds the row that is clicked among the rows of any list, and Enter on the chosen", async () => {
    const world = await create();
    world.press("S");
    clickOn(world, "Colours");
    expect(world.text()).toMatch(/▸ Colours +by itself/);
    clickOn(world, "Colours");
    expect(world.text()).toMatch(/▸ Colours +dark/);
    clickOn(world, "Codes hidden");
    expect(world.text()).toMatch(/▸ Codes hidden/);
    clickOn(world, "Esc back");
    expect(world.model().layers).toEqual([]);
  });

  it("opens a door at the first start", async () => {
    const world = await create({ is: "new" });
    clickOn(world, "Join my other device");
    clickOn(world, "Join my other device");
    expect(world.model().phase.status).toBe("join");
  });

  const asked = {
    devices: [device("laptop", { self: true }), device("phone")],
    link: link(),
    requests: [request("tablet", { by: "phone" })],
  };
  it("goes to a question that waits", async () => {
    const world = await create({ view: asked });
    clickOn(world, " ! ");
    expect(world.model().layers.at(-1)?.kind).toBe("requests");
  });

  it("types nothing: neither a hint's letter nor the wheel gets into a field", async () => {
    // The banner names the letter A.
    const world = await create({ view: asked });
    world.press("a", "3", "tab");
    world.type("x");
    const typed = (): unknown => {
      const layer = world.model().layers.at(-1);
      return layer?.kind === "add-form"
        ? layer.form.fields.map((field) => valueOf(layer.form, field.id))
        : [];
    };
    const before = typed();
    expect(before).toContain("x");
    for (let row = 0; row < 23; row++) {
      for (const column of [1, 10, 20]) {
        world.store.dispatch({ type: "mouse", what: { action: "press", column, row } });
      }
    }
    wheel(world, "wheel-down");
    expect(typed()).toEqual(before);
  });

  it("answers no question by the wheel, nor by a click beside it", async () => {
    const world = await create();
    world.press("a", "3", "q");
    const before = world.text();
    wheel(world, "wheel-down");
    clickOn(world, "2 Devices");
    clickOn(world, "Leave without finishing?");
    expect(world.text()).toBe(before);
    world.press("n");
    expect(world.model().layers.at(-1)?.kind).toBe("add-form");
  });

  it("chooses among what a search found", async () => {
    const world = await create();
    world.press("/");
    world.type("git");
    clickOn(world, "GitLab");
    expect(world.text()).toMatch(/▸ +GitLab/);
    clickOn(world, "GitLab");
    expect(world.copied).toHaveLength(1);
  });
});
