/**
 * Records as messages: in order, each message a page or one larger record.
 */
import { encodeRelayMessage, PAGE_BYTES, type RecordItem } from "../protocol/messages.ts";

/** Encoded once, however many sessions get it. */
export function encodePages(first: number, items: readonly RecordItem[]): readonly Uint8Array[] {
  const pages: Uint8Array[] = [];
  let start = 0;
  let size = 0;
  const endPage = (end: number): void => {
    if (end > start) {
      pages.push(
        encodeRelayMessage({ type: "records", first: first + start, items: items.slice(start, end) }),
      );
    }
    start = end;
    size = 0;
  };
  for (const [index, { bytes }] of items.entries()) {
    if (size + bytes.length > PAGE_BYTES) endPage(index);
    size += bytes.length;
  }
  endPage(items.length);
  return pages;
}
