// The same accounts and edits as a Yjs document behind a provider: plaintext, in memory.
// Arguments: hocuspocus | y-websocket, server's URL, number of accounts, name. The first client fills the document.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { indexOf, nameOf, serveClient } from "./client.mjs";

const [kind, url, count, role] = process.argv.slice(2);
const doc = new Y.Doc();
const accounts = doc.getMap("accounts");
await connect();
if (role === "author") fill(Number(count));
const ids = [...accounts.keys()].sort();
const see = serveClient({
  edit: (index) => void accounts.get(ids[index % ids.length]).set("name", nameOf(index)),
  names: () => ids.map((id) => accounts.get(id).get("name")),
});
accounts.observeDeep((events) => {
  for (const event of events) {
    if (event.path.length === 1 && event.keysChanged.has("name")) see(indexOf(event.target.get("name")));
  }
});

function connect() {
  if (kind === "y-websocket") {
    const provider = new WebsocketProvider(url, "vault", doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    });
    return new Promise((done) => provider.once("sync", done));
  }
  const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  return new Promise((done) => {
    const provider = new HocuspocusProvider({
      websocketProvider,
      name: "vault",
      document: doc,
      onSynced: done,
    });
    provider.attach();
  });
}

/** As large as what a holt account holds. */
function fill(size) {
  doc.transact(() => {
    for (let index = 0; index < size; index++) {
      const account = new Y.Map();
      accounts.set(`account-${String(index).padStart(26, "0")}`, account);
      account.set("issuer", `Service ${index}`);
      account.set("name", `user${index}@example.org`);
      account.set("otp", {
        type: "totp",
        secret: new Uint8Array(20),
        algorithm: "SHA1",
        digits: 6,
        period: 30,
      });
      account.set("createdAt", 1_767_268_800);
    }
  });
}
