// A front end of a running daemon: edits over rpc.sock, or sees over view.sock.
// Arguments: runtime directory, author | reader.
import { connect } from "node:net";
import { join } from "node:path";
import { createRpcClient } from "../../src/client/rpc-client.ts";
import { openView } from "../../src/client/view-connection.ts";
import { indexOf, nameOf, serveClient } from "./client.mjs";

const [directory, role] = process.argv.slice(2);
const rpc = createRpcClient(connect(join(directory, "rpc.sock")));
const call = async (method, params) => {
  const answer = await rpc.call(method, params);
  if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return answer.value;
};
const listed = await call("accounts.list", {});
const ids = listed.accounts.map(({ id }) => id).sort();
const edit = (index) =>
  call("accounts.edit", { query: ids[index % ids.length], changes: { name: nameOf(index) } });

if (role === "author") {
  serveClient({
    edit,
    // All at once: the daemon takes them as they come.
    burst: (first, count) => Promise.all(Array.from({ length: count }, (_, done) => edit(first + done))),
    async names() {
      const { accounts } = await call("accounts.list", {});
      const nameById = new Map(accounts.map(({ id, name }) => [id, name]));
      return ids.map((id) => nameById.get(id));
    },
  });
} else {
  const view = openView({ viewSocket: join(directory, "view.sock") });
  const shown = () => view.snapshot().accounts;
  await new Promise((done) => {
    const unsubscribe = view.subscribe(() => {
      if (Object.keys(shown()).length < ids.length) return;
      unsubscribe();
      done();
    });
  });
  let before = shown();
  const see = serveClient({ edit, names: () => ids.map((id) => shown()[id].name) });
  view.subscribe(() => {
    const after = shown();
    for (const id of ids) if (after[id] !== before[id]) see(indexOf(after[id].name));
    before = after;
  });
}
