// A TCP port in front of another one that counts what passes: in bytes of TCP's payload, each way, the HTTP upgrade
// apart from what follows it.
import { connect, createServer } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

export async function openCountingProxy() {
  let target;
  let counted = nothing();
  let isMuted = false;
  const sockets = new Set();
  const server = createServer((client) => {
    if (isMuted || target === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    const count = { up: counter("up"), down: counter("down") };
    pipe(client, upstream, count.up);
    pipe(upstream, client, count.down);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));

  function counter(way) {
    let head = Buffer.alloc(0);
    let isPastHead = false;
    return (chunk) => {
      if (isPastHead) {
        counted[way] += chunk.length;
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0) return;
      isPastHead = true;
      counted.upgrade += end + END_OF_HEAD.length;
      counted[way] += head.length - end - END_OF_HEAD.length;
    };
  }
  function pipe(from, to, count) {
    sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk) => {
      count(chunk);
      to.write(chunk);
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  return {
    port: server.address().port,
    /** The port behind it. */
    leadTo(port) {
      target = port;
    },
    /** Ends every connection. */
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    /** Bytes so far, counted from now on anew. */
    take() {
      const taken = counted;
      counted = nothing();
      return taken;
    },
    close() {
      isMuted = true;
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const nothing = () => ({ upgrade: 0, up: 0, down: 0 });
