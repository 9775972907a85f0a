/**
 * The vault's devices and other members as a table for a person.
 */
import type { Catalogue } from "../client/language/en.ts";
import type { DeviceView } from "../protocol/view.ts";
import type { Context } from "./command.ts";
import { renderTable } from "./table.ts";

/** As few characters of an id as a person needs to type, if they tell the members apart. */
const SHORTEST_ID = 8;

export async function printDevices(members: readonly DeviceView[], context: Context): Promise<void> {
  const words = await context.words();
  const { columns } = words.devices;
  const idLength = distinctLength(members.map(({ memberId }) => memberId));
  const rows = members.map((member) => [
    memberName(member, words),
    stateOf(member, words),
    member.behind === null ? "" : String(member.behind),
    words.backup.ways[member.addedBy ?? ""] ?? member.addedBy ?? "",
    member.fingerprint,
    member.memberId.slice(0, idLength),
  ]);
  const { name, state, behind, addedBy, words: fingerprint, id } = columns;
  const headings = [name, state, behind, addedBy, fingerprint, id];
  const table = { headings, rows, hasColor: context.hasColor, right: [2] };
  for (const line of await renderTable(table)) context.print(line);
}

/** What a person calls it: recovery words and passphrases have no name. */
export const memberName = ({ name, kind, memberId }: DeviceView, { devices }: Catalogue): string =>
  name || (kind === "device" ? memberId : devices.kinds[kind]);

function stateOf({ self, online, lastSeenAt, provisional, kind }: DeviceView, words: Catalogue): string {
  const { devices } = words;
  const seen = lastSeenAt === null ? devices.neverSeen : devices.lastSeen(lastSeenAt);
  const state = self ? devices.thisOne : online ? devices.online : kind === "device" ? seen : "";
  return [state, provisional ? devices.provisional : ""].filter((part) => part !== "").join(", ");
}

function distinctLength(ids: readonly string[]): number {
  let length = SHORTEST_ID;
  const longest = Math.max(length, ...ids.map((id) => id.length));
  while (length < longest && new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length++;
  return length;
}
