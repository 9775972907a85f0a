/** Bytes as people read them: "20 kB". */
const STEP = 1000;
const UNITS = ["B", "kB", "MB", "GB"];

export function sizeText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= STEP && unit < UNITS.length - 1) {
    amount /= STEP;
    unit++;
  }
  const rounded = unit === 0 || amount >= 10 ? Math.round(amount) : Math.round(amount * 10) / 10;
  return `${rounded} ${UNITS[unit] ?? ""}`;
}
