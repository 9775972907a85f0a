// A holt device as its daemon has it, without sockets for front ends: the vault service on a device's own files.
// Arguments: database file, key file, name.
import { createRandom } from "../../src/daemon/random.ts";
import { createVaultService } from "../../src/daemon/vault-service.ts";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { indexOf, nameOf, serveClient } from "./client.mjs";

const [databaseFile, keyFile] = process.argv.slice(2);
const started = await createVaultService({
  paths: { databaseFile, keyFile },
  sodium: await loadSodium(),
  random: createRandom(),
  now: Date.now,
  version: "0.0.0",
});
if (!started.ok) throw new Error(JSON.stringify(started.error));
const service = started.value;
await new Promise((done) => {
  const check = () => {
    if (service.viewState()?.link.state !== "online") return;
    unsubscribe();
    done();
  };
  const unsubscribe = service.subscribe(check);
  check();
});
const ids = service
  .labels()
  .map(({ id }) => id)
  .sort();
const see = serveClient({
  edit: (index) =>
    service.handlers["accounts.edit"]({ query: ids[index % ids.length], changes: { name: nameOf(index) } }),
  names() {
    const nameById = new Map(service.labels().map(({ id, name }) => [id, name]));
    return ids.map((id) => nameById.get(id));
  },
});
service.subscribe((event) => {
  if (event.type !== "accounts") return;
  for (const { name } of event.changed) see(indexOf(name));
});
