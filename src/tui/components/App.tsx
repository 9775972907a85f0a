/**
 * The bridge between Ink and the store: keys, pastes and window sizes go in, lines come out. Knows no screen.
 */
import { Box, Text, useApp, useInput, usePaste, useWindowSize, type SuspendTerminal } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import { toKeys } from "../key.ts";
import { lineText, type Line } from "../line.ts";
import type { Store } from "../store.ts";
import { LineText } from "./LineText.tsx";

interface AppProps {
  readonly store: Store;
  /** How to give the terminal away for a while. */
  readonly onTerminal: (suspendTerminal: SuspendTerminal) => void;
  readonly isScreenReader: boolean;
}

export function App({ store, onTerminal, isScreenReader }: AppProps) {
  const frame = useSyncExternalStore(store.subscribe, store.frame);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onTerminal(suspendTerminal), [onTerminal, suspendTerminal]);
  useEffect(() => store.dispatch({ type: "resize", size: { columns, rows } }), [store, columns, rows]);
  useInput((input, pressed) => {
    for (const key of toKeys(input, pressed)) store.dispatch({ type: "key", key });
  });
  usePaste((text) => store.dispatch({ type: "paste", text }));
  return isScreenReader ? <ReadLines frame={frame} /> : <Frame frame={frame} />;
}

function Frame({ frame }: { readonly frame: readonly Line[] }) {
  return (
    <Box flexDirection="column">
      {frame.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line is its place on the screen
        <LineText key={index} line={line} />
      ))}
    </Box>
  );
}

/** Lines with something in them, without styles. */
function ReadLines({ frame }: { readonly frame: readonly Line[] }) {
  const lines = frame.map((line) => lineText(line).trim()).filter((text) => text !== "");
  return (
    <Box flexDirection="column">
      <Text>{lines.join("\n")}</Text>
    </Box>
  );
}
