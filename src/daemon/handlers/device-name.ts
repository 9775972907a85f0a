/**
 * A device's name, as typed: shown on every device of the person.
 */
import { refuseField } from "./context.ts";

const LONGEST = 100;

export function checkDeviceName(text: string): string {
  const name = text.trim();
  if (name === "") return refuseField("device", "the name is empty");
  if (name.length > LONGEST) return refuseField("device", `longer than ${LONGEST} characters`);
  return name;
}
