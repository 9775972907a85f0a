/**
 * What the relay's port answers to plain HTTP: whether the process lives, whether its store writes, and numbers.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { peerOf } from "./addresses.ts";

export interface HttpEndpoints {
  /** Can the store be written to? */
  readonly isReady: () => Promise<boolean>;
  /** Undefined: this relay counts nothing. */
  readonly metrics: { readonly type: string; render(): Promise<string> } | undefined;
  /** Numbers for everyone, not only for this machine. */
  readonly isMetricsOpen: boolean;
}

export const createRequestHandler =
  (endpoints: HttpEndpoints) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, type = "text/plain; charset=utf-8", body } = await answer(endpoints, request);
    response.writeHead(status, { "content-type": type, "cache-control": "no-store", connection: "close" });
    response.end(request.method === "HEAD" ? "" : body);
  };

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

const NOT_FOUND: Answer = { status: 404, body: "not found\n" };

async function answer(
  { isReady, metrics, isMetricsOpen }: HttpEndpoints,
  request: IncomingMessage,
): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") return NOT_FOUND;
  switch (pathOf(request)) {
    case "/healthz":
      return { status: 200, body: "ok\n" };
    case "/readyz":
      return (await isReady()) ? { status: 200, body: "ok\n" } : { status: 503, body: "not ready\n" };
    case "/metrics":
      if (metrics === undefined || !(isMetricsOpen || peerOf(request).isLoopback)) return NOT_FOUND;
      return { status: 200, type: metrics.type, body: await metrics.render() };
    default:
      return NOT_FOUND;
  }
}

export const pathOf = ({ url = "" }: Pick<IncomingMessage, "url">): string => url.split("?", 1)[0] ?? "";
