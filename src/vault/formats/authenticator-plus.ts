/**
 * `authenticator-plus`: the export of Authenticator Plus (Android): a zip with `Accounts.txt` in it, a list of key URIs,
 * usually under the app's password. Read only.
 */
import { readEach } from "./container.ts";
import type { Fit, Format } from "./format.ts";
import type { Source } from "./source.ts";
import { readZippedUris, zippedFiles } from "./zipped-uris.ts";

const NAME = "authenticator-plus";
const TEXT = "Accounts.txt";

export const authenticatorPlus: Format = {
  name: NAME,
  detect,
  read: (sources, options) =>
    readEach(sources, async (source) => readZippedUris(source, { what: NAME, name: TEXT }, options)),
};

function detect(source: Source): Fit {
  return zippedFiles(source).includes(TEXT) ? "yes" : "no";
}
