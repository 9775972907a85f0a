/**
 * RELAY-URL[#FINGERPRINT] and the file that holds a token → what the daemon takes. What makes a good address or
 * fingerprint is the daemon's to say.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { RelayChoice } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";
import { readOptional } from "./secret-input.ts";

export async function readRelay(
  context: Context,
  text: string,
  tokenFile: string | undefined,
): Promise<Result<RelayChoice, HoltError>> {
  const at = text.indexOf("#");
  const url = (at < 0 ? text : text.slice(0, at)).trim();
  const fingerprint = at < 0 ? undefined : text.slice(at + 1).trim();
  if (url === "") return err({ type: "usage", reason: "bad-relay-address", value: text });
  // Whoever wrote "#" meant to say which key it is: the first one seen is not what they asked for.
  if (fingerprint === "") return err({ type: "usage", reason: "bad-fingerprint", value: "" });
  const token = await readOptional(context, tokenFile);
  if (!token.ok) return token;
  if (token.value?.trim() === "") {
    return err({ type: "usage", reason: "bad-field", value: `--token-file ${tokenFile}` });
  }
  return ok({
    url,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(token.value === undefined ? {} : { token: token.value.trim() }),
  });
}
