// Two clients and a server for each contender, every one in a process of its own: for holt the relay as
// `holt relay serve`, and each device's vault service in a process without front ends.
import { join } from "node:path";
import { createFleet, dataOf } from "./fleet.mjs";
import { startScript } from "./process.mjs";

export const ACCOUNTS = 100;

/** `base`: the directory in which holt's devices and relay keep their files. */
export async function startHolt({ base, accounts = ACCOUNTS } = {}) {
  const fleet = await createFleet({ base, accounts });
  const second = await fleet.admit("desktop");
  const worlds = [fleet.founder, second];
  for (const world of worlds) await world.holt("daemon", "stop");
  const [author, reader] = await Promise.all(
    worlds.map((world, index) => {
      const { databaseFile, keyFile } = dataOf(world);
      return startScript("holt-client.mjs", [databaseFile, keyFile, ROLES[index]]);
    }),
  );
  return {
    author,
    reader,
    serverPid: fleet.relay.pid(),
    async end() {
      await author.end();
      await reader.end();
      await fleet.destroy();
    },
  };
}

/** The same with both daemons, a front end that edits at one, and one that shows the other's view. */
export async function startHoltFrontEnds({ base, accounts = ACCOUNTS } = {}) {
  const fleet = await createFleet({ base, accounts });
  const second = await fleet.admit("desktop");
  const [author, reader] = await Promise.all(
    [fleet.founder, second].map((world, index) =>
      startScript("holt-front-end.mjs", [join(world.home, "run"), ROLES[index]]),
    ),
  );
  return {
    author,
    reader,
    async end() {
      await author.end();
      await reader.end();
      await fleet.destroy();
    },
  };
}

/** `kind`: hocuspocus or y-websocket. */
export async function startYjs(kind, accounts = ACCOUNTS) {
  const server = await startScript(`${kind}-server.mjs`);
  const args = [kind, server.ready.url, String(accounts)];
  const author = await startScript("yjs-client.mjs", [...args, "author"]);
  const reader = await startScript("yjs-client.mjs", [...args, "reader"]);
  return {
    author,
    reader,
    serverPid: server.pid,
    async end() {
      await author.end();
      await reader.end();
      await server.end();
    },
  };
}

const ROLES = ["author", "reader"];

/** ms from issuing the edit at one client until it is visible at the other. */
export async function propagate({ author, reader }, index) {
  const seen = reader.ask({ type: "await", index });
  const edited = await author.ask({ type: "edit", index });
  return (await seen).at - edited.at;
}

/** ms until the other client has all of `count` edits, and how long the author was busy with them. */
export async function burst({ author, reader }, first, count) {
  const seen = reader.ask({ type: "await", index: first + count - 1 });
  const edited = await author.ask({ type: "burst", first, count });
  const ms = (await seen).at - edited.at;
  const [mine, theirs] = await Promise.all([author, reader].map((client) => client.ask({ type: "names" })));
  if (JSON.stringify(mine.names) !== JSON.stringify(theirs.names)) throw new Error("they differ");
  return { ms, issuedMs: edited.tookMs };
}
