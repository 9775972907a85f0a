// Bundles src/ into dist/: one small file that every command loads, and chunks that only some need.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const require = createRequire(import.meta.url);

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });

await build({
  entryPoints: { holt: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  chunkNames: "[name]-[hash]",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  external: ["better-sqlite3", ...(existsSync("src/tui/main.tsx") ? [] : ["../tui/main.tsx"])],
  // Ink asks for its developer tools only when DEV is set; they are not shipped.
  alias: { "react-devtools-core": "./src/tui/no-devtools.ts" },
  define: { "process.env.NODE_ENV": '"production"', HOLT_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages ask for node: modules by require.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
});

copyFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"), "dist/zxing_reader.wasm");
