// What a WebSocket costs over the loopback, and nothing else: every message comes back.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false }, () => {
  process.send({ type: "ready", url: `ws://127.0.0.1:${server.address().port}` });
});
server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
process.on("message", ({ type }) => type === "end" && process.exit(0));
process.on("disconnect", () => process.exit(0));
