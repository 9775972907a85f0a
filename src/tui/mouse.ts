/**
 * The mouse, as terminals tell of it (xterm's modes 1000 and 1006): which bytes of the input are clicks, and the rest.
 *
 * What arrives in pieces is put together before anything of it goes on: no half of a click is ever typed text. What is
 * pasted is text, whatever it looks like. Old reports (`ESC [ M` and three characters) are taken out, and mean nothing.
 */
export interface MouseAction {
  readonly action: "press" | "wheel-up" | "wheel-down";
  /** Cells, from 0. */
  readonly column: number;
  readonly row: number;
}

export interface MouseFilter {
  /** `text` goes on to whoever reads keys. */
  push(chunk: string): { readonly text: string; readonly actions: readonly MouseAction[] };
}

const ESC = "\u001b";
const PASTE_END = `${ESC}[201~`;
// oxlint-disable no-control-regex -- terminal sequences are what this is about
const TOKEN = /\u001b\[200~|\u001b\[<(\d+);(\d+);(\d+)([Mm])|\u001b\[M[^]{3}/;
/** What may become one of them with the next piece. */
const BEGUN = /\u001b\[(?:2(?:00?)?|<[\d;]{0,18}|M[^]{0,2})?$/;
const PASTE_END_BEGUN = /\u001b(?:\[(?:2(?:01?)?)?)?$/;
/** The rest of a report whose first byte came alone and was taken for the Esc key. */
const ORPHAN = /^\[<\d+;\d+;\d+[Mm]/;
// oxlint-enable no-control-regex

export function createMouseFilter(): MouseFilter {
  let held = "";
  let isPasting = false;
  let endedInEscape = false;

  /** The part before `at` is whole. */
  const holdFrom = (rest: string, at: number): string => {
    held = at < 0 ? "" : rest.slice(at);
    return at < 0 ? rest : rest.slice(0, at);
  };
  return {
    push(chunk) {
      if (!chunk.includes(ESC) && held === "" && !isPasting && !endedInEscape) {
        return { text: chunk, actions: [] };
      }
      let rest = held + (endedInEscape ? chunk.replace(ORPHAN, "") : chunk);
      held = "";
      let text = "";
      const actions: MouseAction[] = [];
      while (rest !== "") {
        if (isPasting) {
          const end = rest.indexOf(PASTE_END);
          if (end < 0) {
            text += holdFrom(rest, rest.search(PASTE_END_BEGUN));
            break;
          }
          isPasting = false;
          text += rest.slice(0, end + PASTE_END.length);
          rest = rest.slice(end + PASTE_END.length);
          continue;
        }
        const token = TOKEN.exec(rest);
        if (token === null) {
          text += holdFrom(rest, rest.search(BEGUN));
          break;
        }
        const [whole, button, column, row, final] = token;
        text += rest.slice(0, token.index);
        rest = rest.slice(token.index + whole.length);
        if (button !== undefined) {
          const action = final === "M" ? actionOf(Number(button)) : undefined;
          if (action !== undefined)
            actions.push({ action, column: Number(column) - 1, row: Number(row) - 1 });
        } else if (whole.endsWith("~")) {
          isPasting = true;
          text += whole;
        }
      }
      endedInEscape = !isPasting && text.endsWith(ESC);
      return { text, actions };
    },
  };
}

/** Other buttons, and buttons with Shift or Ctrl, are the terminal's or nobody's. */
function actionOf(button: number): MouseAction["action"] | undefined {
  return ({ 0: "press", 64: "wheel-up", 65: "wheel-down" } as const)[button];
}
