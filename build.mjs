// Bundles src/ into dist/: holt.js, the one file that every command loads (with `holt code`, which lives or dies by
// its start), and beside it, in chunks, everything that is imported when it is needed.
import { build } from "esbuild";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { relative, resolve } from "node:path";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const require = createRequire(import.meta.url);

// Built beside dist and then put in its place: a holt that starts meanwhile finds the old one or the new one.
const fresh = `dist.${process.pid}`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh);

// Importing `node:fs` and the like makes Node run every getter of theirs to name the exports, which loads
// fs/promises, worker_threads, webcrypto … and doubles the start. Each importing file gets a small module instead
// that takes what it uses (esbuild drops the rest) off the object.
const builtins = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    const names = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path, kind, importer }) =>
      names.has(path) && kind !== "require-call" && kind !== "require-resolve"
        ? { path: `${path.replace(/^node:/, "")}?${importer}`, namespace: "builtin", sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => {
      const name = `node:${path.slice(0, path.indexOf("?"))}`;
      const exported = Object.keys(process.getBuiltinModule(name)).filter((key) => key !== "default");
      const lines = exported.map((key) => `export const ${key} = /* @__PURE__ */ take((m) => m.${key});`);
      return {
        contents: `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)});
          const take = (key) => key(builtin);
          ${lines.join("\n")}
          export default builtin;`,
        loader: "js",
      };
    });
  },
};

/** Imported lazily, and yet in holt.js: a file less to open when codes are asked for. */
const inFirstFile = new Set(["./commands/code.ts"]);
/** What holt.js imports when it is needed: name of the built file → source. */
const later = {};
const laterImports = {
  name: "later",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import" || inFirstFile.has(path)) return undefined;
      const source = relative("src", resolve(resolveDir, path));
      const name = source.replace(/\.tsx?$/, "").replaceAll("/", "-");
      later[name] = `src/${source}`;
      return { path: `./${name}.js`, external: true };
    });
  },
};

const options = {
  outdir: fresh,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  external: ["better-sqlite3"],
  // Ink asks for its developer tools only when DEV is set; they are not shipped.
  alias: { "react-devtools-core": "./src/tui/no-devtools.ts" },
  define: { "process.env.NODE_ENV": '"production"', HOLT_VERSION: JSON.stringify(version) },
};

await build({ ...options, entryPoints: { holt: "src/cli/main.ts" }, plugins: [builtins, laterImports] });
// The manual is made of what help is made of; the program itself has no use for it.
later["manual"] = "src/cli/man/main.ts";
await build({
  ...options,
  entryPoints: later,
  splitting: true,
  chunkNames: "[name]-[hash]",
  plugins: [builtins],
  // Bundled CommonJS packages ask for node: modules by require.
  banner: {
    js: 'const require=(id)=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(id);',
  },
});

copyFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"), `${fresh}/zxing_reader.wasm`);

const { writeManual } = await import(resolve(fresh, "manual.js"));
mkdirSync(`${fresh}/man`);
for (const [name, text] of await writeManual(version)) writeFileSync(`${fresh}/man/${name}`, text);
rmSync(`${fresh}/manual.js`);

const old = `${fresh}.old`;
if (existsSync("dist")) renameSync("dist", old);
renameSync(fresh, "dist");
rmSync(old, { recursive: true, force: true });
