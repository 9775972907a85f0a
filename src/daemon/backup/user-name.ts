/** Who a handle is named after where nobody says: the user of this machine, if that makes one. */
import { userInfo } from "node:os";
import { parseHandle } from "../../protocol/handle.ts";

export function userName(): string {
  try {
    const { username } = userInfo();
    return parseHandle(username, "localhost") === undefined ? "me" : username;
  } catch {
    // Nobody has a name here: a container, perhaps.
    return "me";
  }
}
