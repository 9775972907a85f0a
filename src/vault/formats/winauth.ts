/**
 * `winauth`: the export of WinAuth (Windows): a zip, usually under a password, with one text of key URIs, in which Steam
 * tokens carry their secret in `data`. Its text alone is a list of URIs like any other. Read only.
 */
import { malformed } from "../../protocol/malformed.ts";
import { readEach } from "./container.ts";
import type { Fit, Format } from "./format.ts";
import type { Source } from "./source.ts";
import { readZippedUris, zippedFiles } from "./zipped-uris.ts";

const NAME = "winauth";
/** Where another app has its own. */
const NOT_OURS = "Accounts.txt";

export const winauth: Format = {
  name: NAME,
  detect,
  read: (sources, options) =>
    readEach(sources, async (source) => {
      const name = textOfZip(source);
      if (name === undefined) return malformed(NAME, source.name, "is no zip file with one text in it");
      return readZippedUris(source, { what: NAME, name }, options);
    }),
};

function detect(source: Source): Fit {
  const name = textOfZip(source);
  if (name === undefined || name === NOT_OURS) return "no";
  return /^winauth\b/i.test(name) ? "yes" : "maybe";
}

function textOfZip(source: Source): string | undefined {
  const [name, ...others] = zippedFiles(source);
  return name?.toLowerCase().endsWith(".txt") === true && others.length === 0 ? name : undefined;
}
