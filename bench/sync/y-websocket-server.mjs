// @y/websocket-server as its own program sets it up, at a port that is free.
import http from "node:http";
import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";

const server = http.createServer();
const sockets = new WebSocketServer({ noServer: true });
sockets.on("connection", setupWSConnection);
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit("connection", webSocket, request));
});
server.listen(0, "127.0.0.1", () => {
  process.send({ type: "ready", url: `ws://127.0.0.1:${server.address().port}` });
});
process.on("message", ({ type }) => type === "end" && process.exit(0));
process.on("disconnect", () => process.exit(0));
