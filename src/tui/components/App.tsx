/**
 * The bridge between Ink and the store: keys, pastes and window sizes go in. What is shown is painted beside Ink
 * (painter.ts), except for a screen reader, which reads Ink's own lines. Knows no screen.
 */
import { Box, Text, useApp, useInput, usePaste, useWindowSize, type SuspendTerminal } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import { toKeys } from "../key.ts";
import { lineText } from "../line.ts";
import type { Store } from "../store.ts";

interface AppProps {
  readonly store: Store;
  /** How to give the terminal away for a while. */
  readonly onTerminal: (suspendTerminal: SuspendTerminal) => void;
  readonly onLeave: () => void;
  readonly isScreenReader: boolean;
}

const SPOKEN_COLUMNS = 160;

export function App({ store, onTerminal, onLeave, isScreenReader }: AppProps) {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onTerminal(suspendTerminal), [onTerminal, suspendTerminal]);
  useEffect(() => onLeave, [onLeave]);
  // What is read aloud is not cut to the window.
  const width = isScreenReader ? Math.max(columns, SPOKEN_COLUMNS) : columns;
  useEffect(() => store.dispatch({ type: "resize", size: { columns: width, rows } }), [store, width, rows]);
  useInput((input, pressed) => {
    for (const key of toKeys(input, pressed)) store.dispatch({ type: "key", key });
  });
  usePaste((text) => store.dispatch({ type: "paste", text }));
  return isScreenReader ? <ReadLines store={store} /> : null;
}

/** Lines with something in them, without styles; columns become a list. */
function ReadLines({ store }: { readonly store: Store }) {
  const frame = useSyncExternalStore(store.subscribe, store.frame);
  const lines = frame.map((line) => spoken(lineText(line))).filter((text) => text !== "");
  return (
    <Box flexDirection="column">
      <Text>{lines.join("\n")}</Text>
    </Box>
  );
}

/** Columns become a list; what is selected keeps its sign before it. */
const spoken = (text: string): string =>
  text.trim().replace(/^> +/, "> ").replace(/ {2,}/g, ", ").replace(/ ,/g, ",");
