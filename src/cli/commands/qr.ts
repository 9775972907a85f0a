/** `holt qr`: an account as a QR code, in the terminal or as a PNG. */
import { printable } from "../../client/printable.ts";
import { parseBase64 } from "../../protocol/bytes.ts";
import { err, ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { label, withQuery } from "../pick.ts";
import { renderQr } from "../qr-text.ts";
import { writePrivateFile } from "../write-file.ts";

export const spec = {
  arguments: ["QUERY"],
  options: { png: value("FILE"), force: FLAG },
  examples: ["holt qr github", "holt qr github --png github.png"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const { png: path, force } = options;
  const as = path === undefined ? "modules" : "png";
  const drawn = await withQuery(context, words[0] ?? "", (query) =>
    ask(context, "accounts.qr", { query, as }),
  );
  if (!drawn.ok) return drawn;
  const { account, png, modules } = drawn.value;
  if (path === undefined) {
    if (context.isJson) context.printJson({ id: account.id, modules: modules ?? [] });
    else for (const line of renderQr(modules ?? [], context.hasColor)) context.print(line);
    return ok(EXIT.done);
  }
  const bytes = parseBase64(png ?? "");
  if (bytes === undefined) return err({ type: "internal", detail: "the daemon sent no picture" });
  if (path === "-") {
    context.printBytes(bytes);
    return ok(EXIT.done);
  }
  const written = writePrivateFile({ path, bytes, isForced: force });
  if (!written.ok) return written;
  if (context.isJson) context.printJson({ id: account.id, png: path });
  else context.say((await context.words()).cli.qrWritten(printable(label(account)), path));
  return ok(EXIT.done);
}
