/**
 * One line of rpc.sock → a request, or what JSON-RPC 2.0 answers to a line that is none. Pure.
 *
 * Batches are refused: one message per line is all that a front end needs, and it keeps every answer bounded.
 */
import { bytesToUtf8 } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { RPC_CODES, type RpcResponse } from "../protocol/local-api.ts";

export type RequestId = number | string | null;

export type Message =
  /** `id` is undefined for a notification: it is done, and never answered. */
  | {
      readonly type: "request";
      readonly id: RequestId | undefined;
      readonly method: string;
      readonly params: unknown;
    }
  | { readonly type: "invalid"; readonly answer: RpcResponse };

export type Answer =
  | { readonly type: "result"; readonly result: unknown }
  | { readonly type: "error"; readonly code: number; readonly message: string; readonly data?: HoltError };

/** Undefined for an empty line, which means nothing. */
export function parseMessage(line: Uint8Array): Message | undefined {
  const text = bytesToUtf8(line)?.trim();
  if (text === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    return invalid(RPC_CODES.parseError, "not a line of JSON in UTF-8");
  }
  if (Array.isArray(value)) return invalid(RPC_CODES.invalidRequest, "batches are not taken: one per line");
  if (typeof value !== "object" || value === null) {
    return invalid(RPC_CODES.invalidRequest, "a request is an object");
  }
  const { jsonrpc, id, method, params } = value as Readonly<Record<string, unknown>>;
  const isIdGood = id === undefined || id === null || typeof id === "string" || typeof id === "number";
  if (!isIdGood) return invalid(RPC_CODES.invalidRequest, "an id is a number or a string");
  if (jsonrpc !== "2.0" || typeof method !== "string") {
    return invalid(RPC_CODES.invalidRequest, 'jsonrpc must be "2.0" and method a string', id ?? null);
  }
  return { type: "request", id, method, params };
}

export const toResponse = (id: RequestId, answer: Answer): RpcResponse =>
  answer.type === "result"
    ? { jsonrpc: "2.0", id, result: answer.result }
    : {
        jsonrpc: "2.0",
        id,
        error: {
          code: answer.code,
          message: answer.message,
          ...(answer.data === undefined ? {} : { data: answer.data }),
        },
      };

export const holtErrorAnswer = (error: HoltError): Answer => ({
  type: "error",
  code: RPC_CODES.holtError,
  message: error.type,
  data: error,
});

const invalid = (code: number, message: string, id: RequestId = null): Message => ({
  type: "invalid",
  answer: { jsonrpc: "2.0", id, error: { code, message } },
});
