/**
 * Certificate and key, read and tried out: what can't serve is said before anything listens with it.
 */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { TlsFiles } from "./server.ts";

export interface TlsPaths {
  readonly certFile: string;
  readonly keyFile: string;
}

export function readTlsFiles({ certFile, keyFile }: TlsPaths): Result<TlsFiles, HoltError> {
  const cert = readWhole(certFile);
  if (!cert.ok) return cert;
  const key = readWhole(keyFile);
  if (!key.ok) return key;
  const files = { cert: cert.value, key: key.value };
  try {
    createSecureContext(files);
    return ok(files);
  } catch {
    const reason = "not a certificate and its key, in PEM";
    return err({ type: "malformed", what: "certificate", where: `${certFile}, ${keyFile}`, reason });
  }
}

export function readWhole(file: string): Result<Buffer, HoltError> {
  try {
    return ok(readFileSync(file));
  } catch {
    return err({ type: "usage", reason: "file-unreadable", value: file });
  }
}
