/**
 * `kdbx`: a database of KeePass 2, KeePassXC and their kin, under a password, a key file or both. Only entries with a one-time password are
 * read: passwords stay where they are. Groups are tags; the history and the recycle bin are left out. Read only.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { OPENED_BUT_DAMAGED, readEach } from "./container.ts";
import { findEntries } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { isKdbx } from "./kdbx-header.ts";
import { openKdbx } from "./kdbx-open.ts";
import { readKdbxEntry } from "./kdbx-otp.ts";
import { readKdbxXml } from "./kdbx-xml.ts";
import { countLeftOut } from "./left-out.ts";
import type { Source } from "./source.ts";

const NAME = "kdbx";

export const kdbx: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readDatabase(source, options)),
};

function detect(source: Source): Fit {
  return isKdbx(source.bytes) ? "yes" : "no";
}

async function readDatabase(
  source: Source,
  { password, keyFile = null, now }: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const file = source.name;
  const opened = await openKdbx({ bytes: source.bytes, file, password, keyFile });
  if (!opened.ok) return opened;
  const all = readKdbxXml(opened.value.xml, opened.value.stream);
  if (all === undefined) return malformed(NAME, file, OPENED_BUT_DAMAGED);
  const entries = all.map((entry) => ({ entry, otps: readKdbxEntry(entry, now) }));
  const kept = entries.filter(({ entry }) => !entry.isInRecycleBin);
  const found = findEntries(file, kept, ({ otps }) => otps);
  const recycled = entries.filter(({ entry, otps }) => entry.isInRecycleBin && otps.length > 0).length;
  const notices = recycled === 0 ? [] : [`${recycled} entries in the recycle bin were left out`];
  const others = kept.filter(({ otps }) => otps.length === 0).length;
  return ok(countLeftOut({ ...found, notices: [...found.notices, ...notices] }, others));
}
