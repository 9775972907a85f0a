// A device in this process: the vault service on a device's files, with what it does about its link told.
import { createRandom } from "../../src/daemon/random.ts";
import { connectRelay } from "../../src/daemon/sync/relay-connection.ts";
import { createVaultService } from "../../src/daemon/vault-service.ts";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { value } from "./history.mjs";

/** `onConnect`: a connection to the relay is begun; `onOnline`: the log was read to its end, and what it says is shown. */
export async function openDevice(
  { databaseFile, keyFile },
  { onConnect = () => {}, onOnline = () => {} } = {},
) {
  const network = {
    connect(options) {
      onConnect();
      const onMessage = (message) => {
        options.onMessage(message);
        if (message.type === "synced" && service.status().link.state === "online") onOnline();
      };
      return connectRelay({ ...options, onMessage });
    },
    schedule(task, delayMs) {
      const timer = setTimeout(() => task(), delayMs);
      return () => clearTimeout(timer);
    },
  };
  const service = value(
    await createVaultService({
      paths: { databaseFile, keyFile },
      sodium: await loadSodium(),
      random: createRandom(),
      now: Date.now,
      version: "0.0.0",
      network,
    }),
  );
  return service;
}
