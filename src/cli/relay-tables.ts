/**
 * What a relay stores, as its operator reads it: vaults and tokens, as tables or as JSON.
 */
import { formatId, type VaultId } from "../protocol/ids.ts";
import type { Context } from "./command.ts";
import { renderTable } from "./table.ts";

/** Times are epoch ms. */
interface Vault {
  readonly vaultId: VaultId;
  readonly records: number;
  readonly bytes: number;
  readonly members: number;
  readonly points: number;
  readonly openedAt: number;
  readonly writtenAt: number;
}
interface Token {
  readonly id: string;
  readonly madeAt: number;
  readonly usedAt: number | null;
}

export async function printVaults(vaults: readonly Vault[], context: Context): Promise<void> {
  if (context.isJson) {
    context.printJson(
      vaults.map(({ vaultId, records, bytes, members, points, openedAt, writtenAt }) => ({
        vaultId: formatId(vaultId),
        records,
        bytes,
        members,
        points,
        createdAt: seconds(openedAt),
        lastWrittenAt: seconds(writtenAt),
      })),
    );
    return;
  }
  const { relay, cli } = await context.words();
  if (vaults.length === 0) return context.say(relay.noVaults);
  const { columns } = relay;
  const ago = agoFrom(context.now(), cli.duration);
  const rows = vaults.map(({ vaultId, records, bytes, members, points, openedAt, writtenAt }) => [
    formatId(vaultId),
    ...[records, bytes, members, points].map(String),
    ago(openedAt),
    ago(writtenAt),
  ]);
  const { vault, records, bytes, members, points, opened, written } = columns;
  const headings = [vault, records, bytes, members, points, opened, written];
  await print({ headings, rows, right: [1, 2, 3, 4, 5, 6] }, context);
}

export async function printTokens(tokens: readonly Token[], context: Context): Promise<void> {
  if (context.isJson) {
    context.printJson(
      tokens.map(({ id, madeAt, usedAt }) => ({
        id,
        madeAt: seconds(madeAt),
        usedAt: usedAt === null ? null : seconds(usedAt),
      })),
    );
    return;
  }
  const { relay, cli } = await context.words();
  if (tokens.length === 0) return context.say(relay.noTokens);
  const ago = agoFrom(context.now(), cli.duration);
  const rows = tokens.map(({ id, madeAt, usedAt }) => [id, ago(madeAt), usedAt === null ? "" : ago(usedAt)]);
  const { token, made, used } = relay.columns;
  await print({ headings: [token, made, used], rows, right: [1, 2] }, context);
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

const agoFrom =
  (nowMs: number, format: (seconds: number) => string) =>
  (atMs: number): string =>
    format(Math.max(0, seconds(nowMs - atMs)));

async function print(
  table: {
    readonly headings: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly right: readonly number[];
  },
  context: Context,
): Promise<void> {
  for (const line of await renderTable({ ...table, hasColor: context.hasColor })) context.print(line);
}
