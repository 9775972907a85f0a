/**
 * Who connects, as limits see it: the address of the peer, or what a proxy on this machine says of its client.
 *
 * An IPv6 client has a whole network to itself: the first 64 bits count.
 */
import type { IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";

export interface Peer {
  readonly address: string;
  /** A program of this machine that speaks for itself. */
  readonly isLoopback: boolean;
}

export function peerOf({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): Peer {
  const remote = plainAddress(socket.remoteAddress ?? "");
  if (!isLoopbackAddress(remote)) return { address: networkOf(remote), isLoopback: false };
  const forwarded = headers["x-forwarded-for"];
  const isProxied = forwarded !== undefined || headers.forwarded !== undefined;
  // The last one was added by the proxy itself; what stands before is whatever the client said.
  const last = [forwarded ?? ""].flat().join(",").split(",").at(-1)?.trim() ?? "";
  const client = plainAddress(last);
  return isIP(client) === 0
    ? { address: remote, isLoopback: !isProxied }
    : { address: networkOf(client), isLoopback: false };
}

/** Of a name that is to be listened on, too. */
export const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || address === "localhost" || address.startsWith("127.");

/** IPv4 in IPv6's clothes is IPv4. */
const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");

function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = "", right = ""] = address.toLowerCase().split("::");
  const groups = (text: string): readonly string[] => (text === "" ? [] : text.split(":"));
  const zeros = Array<string>(8)
    .fill("0")
    .slice(groups(left).length + groups(right).length);
  const network = [...groups(left), ...zeros, ...groups(right)].slice(0, 4);
  return `${network.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
