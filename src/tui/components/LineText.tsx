/** One line of the frame. Drawn again only when it is another line: a frame keeps the lines that didn't change. */
import { Text } from "ink";
import { memo } from "react";
import type { Line } from "../line.ts";
import { textProps } from "./tones.ts";

export const LineText = memo(function LineText({ line }: { readonly line: Line }) {
  if (line.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate">
      {line.map(({ text, style }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a span has no other name than its place
        <Text key={index} {...textProps(style)}>
          {text}
        </Text>
      ))}
    </Text>
  );
});
