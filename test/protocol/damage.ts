/**
 * Every way in which bytes are damaged once: each truncation, each byte with one bit flipped, one byte more.
 */
function* damaged(bytes: Uint8Array): Generator<{ how: string; bytes: Uint8Array }> {
  for (let length = 0; length < bytes.length; length++) {
    yield { how: `truncated to ${length}`, bytes: bytes.slice(0, length) };
  }
  for (let index = 0; index < bytes.length; index++) {
    const flipped = bytes.slice();
    flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
    yield { how: `bit ${index % 8} of byte ${index} flipped`, bytes: flipped };
  }
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  yield { how: "a byte longer", bytes: longer };
}

/** What of it was taken for intact: to be empty. */
export function survivors(bytes: Uint8Array, isRefused: (bytes: Uint8Array) => boolean): readonly string[] {
  return [...damaged(bytes)].filter((one) => !isRefused(one.bytes)).map(({ how }) => how);
}
