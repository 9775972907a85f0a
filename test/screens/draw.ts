/**
 * Draws docs/screens/: the real terminal UI in a pseudo-terminal, screen by screen, in three themes and two sizes.
 * `npm run screens` after `npm run build`; names of screens as arguments draw only these.
 */
import { spawn } from "@lydell/node-pty";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM, ROOT, type Program } from "../support/program.ts";
import { setStage, type Stage } from "./stage.ts";
import { StyledScreen } from "./styled-screen.ts";
import { drawSvg } from "./svg.ts";

interface Shot {
  readonly of: "laptop" | "newcomer";
  /** What is pressed, and what stands there afterwards; the last is the picture. */
  readonly steps: readonly (readonly [keys: string, shows: RegExp])[];
}

const CODES = /Gitwerk.* \d{3} \d{3} /u;
const open = [["", CODES] as const];
const SHOTS: Readonly<Record<string, Shot>> = {
  "first-start": { of: "newcomer", steps: [["", /New vault/u]] },
  codes: { of: "laptop", steps: [...open, ["jj", /▸ .*Birchbank/u]] },
  search: { of: "laptop", steps: [...open, ["/git", /\/ git.* 2 of 11/u]] },
  add: { of: "laptop", steps: [...open, ["a3", /Algorithm|▸ Type/u]] },
  devices: { of: "laptop", steps: [...open, ["2", /this device/u]] },
  pair: { of: "laptop", steps: [...open, ["2n", /holt-join:/u]] },
  backup: { of: "laptop", steps: [...open, ["3", /proven|prove/u]] },
  activity: { of: "laptop", steps: [...open, ["4", /let phone in/u]] },
  settings: { of: "laptop", steps: [...open, ["Sjj", /▸ Colours/u]] },
  help: { of: "laptop", steps: [...open, ["?", /copy the code/u]] },
};
const THEMES = ["dark", "light", "high-contrast"] as const;
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
] as const;
const PATIENCE_MS = 20_000;
/** Nothing more is painted after what was waited for. */
const STILL_MS = 150;

const target = join(ROOT, "docs", "screens");
const wanted = process.argv.slice(2);

const stage = await setStage();
try {
  mkdirSync(target, { recursive: true });
  for (const theme of THEMES) {
    for (const program of [stage.laptop, stage.newcomer])
      await program.ok(["config", "set", "ui.theme", theme]);
    for (const [name, shot] of Object.entries(SHOTS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      for (const size of SIZES) await draw(stage, { name, shot, theme, size });
    }
  }
} finally {
  await stage.end();
}

interface Picture {
  readonly name: string;
  readonly shot: Shot;
  readonly theme: string;
  readonly size: (typeof SIZES)[number];
}

async function draw(on: Stage, { name, shot, theme, size }: Picture): Promise<void> {
  const screen = await play(on[shot.of], shot, size);
  const file = `${name}-${size.columns}x${size.rows}-${theme}.svg`;
  writeFileSync(join(target, file), drawSvg(screen.cells(), `holt: ${name}`));
  process.stdout.write(`${file}\n`);
}

function play(program: Program, { steps }: Shot, size: Picture["size"]): Promise<StyledScreen> {
  const screen = new StyledScreen(size.columns, size.rows);
  const pty = spawn(process.execPath, [PROGRAM], {
    cols: size.columns,
    rows: size.rows,
    name: "xterm-256color",
    env: { ...program.env, COLORTERM: "truecolor" },
    cwd: program.home,
  });
  const left = [...steps];
  let still: NodeJS.Timeout | undefined;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(late);
      clearTimeout(still);
      pty.kill("SIGTERM");
      settle();
    };
    const late = setTimeout(
      () => end(() => reject(new Error(`the screen never showed ${left[0]?.[1]}:\n${screen.text()}`))),
      PATIENCE_MS,
    );
    // One step at a time; the keys of the next are pressed when this one's picture stands.
    let isPressed = false;
    const look = (): void => {
      const [step, next] = left;
      if (step === undefined) return;
      if (!isPressed && step[0] !== "") {
        isPressed = true;
        pty.write(step[0]);
      }
      if (!step[1].test(screen.text())) return;
      clearTimeout(still);
      still = setTimeout(() => {
        if (next === undefined) return end(() => resolve(screen));
        left.shift();
        isPressed = false;
        look();
      }, STILL_MS);
    };
    pty.onData((data) => {
      screen.write(data);
      look();
    });
  });
}
