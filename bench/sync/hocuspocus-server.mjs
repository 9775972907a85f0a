// Hocuspocus as it comes: in memory, without hooks.
import { Server } from "@hocuspocus/server";

const server = new Server({ port: 0, address: "127.0.0.1", quiet: true, stopOnSignals: false });
await server.listen();
process.send({ type: "ready", url: `ws://127.0.0.1:${server.address.port}` });
process.on("message", ({ type }) => type === "end" && process.exit(0));
process.on("disconnect", () => process.exit(0));
