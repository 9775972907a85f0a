/**
 * Somebody between devices and relay, or the relay itself: what is said comes not at all, twice, in another order, cut
 * short, falsified, from the past, or for somebody else.
 *
 * Knows no keys: it can do whatever the operator of a relay can.
 */
import { decodeEnvelope, encodeEnvelope } from "../../src/protocol/envelope.ts";
import {
  decodeClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  encodeRelayMessage,
  type RecordItem,
  type Refusal,
  REFUSALS,
  type RelayMessage,
} from "../../src/protocol/messages.ts";
import type { Dice } from "./dice.ts";
import type { Trait } from "./plan.ts";
import type { Between, Line } from "./wire.ts";

export interface Liar extends Between {
  /** While it is off, everything passes but what is withheld. */
  isOn: boolean;
  /** Messages of the relay that never arrive. */
  readonly withheld: Set<RelayMessage["type"]>;
  /** How often it lied. */
  lies(): number;
}

/** Of a connection. */
interface LineMemory {
  held: Uint8Array | undefined;
  isTailWithheld: boolean;
  /** Where its log ends, as far as it was told. */
  position: number;
}

const LIES_PER_MESSAGE = 0.06;
const MOST_REMEMBERED = 60;

export interface LiarPlace {
  readonly dice: Dice;
  readonly traits: ReadonlySet<Trait>;
  /** Records of another vault. */
  readonly foreign: readonly RecordItem[];
}

export function createLiar({ dice, traits, foreign }: LiarPlace): Liar {
  const memories = new WeakMap<Line, LineMemory>();
  /** What relays have said before, to whomever. */
  const past: Uint8Array[] = [];
  let lies = 0;
  const memoryOf = (line: Line): LineMemory => {
    const memory = memories.get(line) ?? { held: undefined, isTailWithheld: false, position: 0 };
    memories.set(line, memory);
    return memory;
  };
  const isLying = (): boolean => liar.isOn && traits.has("tampering") && dice.chance(LIES_PER_MESSAGE);

  const flip = (bytes: Uint8Array): Uint8Array => {
    const flipped = new Uint8Array(bytes);
    const index = dice.int(flipped.length);
    flipped[index] = (flipped[index] ?? 0) ^ (1 << dice.int(8));
    return flipped;
  };

  const falsify = (bytes: Uint8Array, line: Line): readonly Uint8Array[] => {
    const decoded = decodeRelayMessage(bytes);
    if (!decoded.ok) return [bytes];
    const told = falseMessage(dice, decoded.value, { flip, foreign });
    if (told === undefined) memoryOf(line).isTailWithheld = true;
    return told === undefined ? [] : [encodeRelayMessage(told)];
  };

  const down = (line: Line, bytes: Uint8Array): readonly Uint8Array[] => {
    const memory = memoryOf(line);
    if (memory.isTailWithheld && liar.isOn && isRecords(bytes)) return [];
    const before = memory.held;
    memory.held = undefined;
    const rest = before === undefined ? [] : [before];
    if (!isLying()) return [bytes, ...rest];
    lies += 1;
    switch (dice.int(7)) {
      case 0:
        return rest;
      case 1:
        return [bytes, bytes, ...rest];
      case 2:
        memory.held = bytes;
        return rest;
      case 3:
        return [flip(bytes), ...rest];
      case 4: {
        const old = dice.pick(past);
        return old === undefined ? [bytes, ...rest] : [old, bytes, ...rest];
      }
      default:
        return [...falsify(bytes, line), ...rest];
    }
  };

  const echo = (line: Line, bytes: Uint8Array): boolean => {
    if (!liar.isOn || !traits.has("echo") || !dice.chance(0.15)) return false;
    const decoded = decodeClientMessage(bytes);
    if (!decoded.ok || decoded.value.type !== "push" || !decodeEnvelope(decoded.value.envelope).ok)
      return false;
    const memory = memoryOf(line);
    memory.position += 1;
    const items = [{ kind: "envelope", bytes: decoded.value.envelope }] as const;
    line.inject(encodeRelayMessage({ type: "records", first: memory.position, items }));
    lies += 1;
    return true;
  };

  const liar: Liar = {
    isOn: false,
    withheld: new Set(),
    lies: () => lies,
    down: (line, bytes) => {
      if (isWithheld(liar.withheld, bytes)) return [];
      follow(memoryOf(line), bytes);
      if (dice.chance(0.3)) past.push(bytes);
      if (past.length > MOST_REMEMBERED) past.shift();
      return down(line, bytes);
    },
    up: (line, bytes) => {
      if (echo(line, bytes)) return [];
      if (!isLying()) return [bytes];
      lies += 1;
      switch (dice.int(4)) {
        case 0:
          return [];
        case 1:
          return [bytes, bytes];
        case 2:
          return [flipInside(bytes, flip, dice.chance(0.3))];
        default:
          line.cut();
          return [];
      }
    },
  };
  return liar;
}

function isWithheld(withheld: Liar["withheld"], bytes: Uint8Array): boolean {
  if (withheld.size === 0) return false;
  const decoded = decodeRelayMessage(bytes);
  return decoded.ok && withheld.has(decoded.value.type);
}

function isRecords(bytes: Uint8Array): boolean {
  const decoded = decodeRelayMessage(bytes);
  return decoded.ok && decoded.value.type === "records";
}

function follow(memory: LineMemory, bytes: Uint8Array): void {
  const decoded = decodeRelayMessage(bytes);
  if (!decoded.ok) return;
  const message = decoded.value;
  if (message.type === "synced") memory.position = message.position;
  if (message.type === "records") memory.position = message.first + message.items.length - 1;
}

/** In what is sealed, or in its signature: the relay can't tell, and takes it. */
function flipInside(bytes: Uint8Array, flip: Tricks["flip"], isSignature: boolean): Uint8Array {
  const decoded = decodeClientMessage(bytes);
  const envelope =
    decoded.ok && decoded.value.type === "push" ? decodeEnvelope(decoded.value.envelope) : undefined;
  if (envelope?.ok !== true) return flip(bytes);
  const { headerBytes, body, signature } = envelope.value;
  const flipped = isSignature
    ? { headerBytes, body, signature: flip(signature) }
    : { headerBytes, body: flip(body), signature };
  return encodeClientMessage({ type: "push", envelope: encodeEnvelope(flipped) });
}

interface Tricks {
  readonly flip: (bytes: Uint8Array) => Uint8Array;
  readonly foreign: readonly RecordItem[];
}

/** Well formed, and not true. Undefined: from now on nothing new is told. */
function falseMessage(dice: Dice, message: RelayMessage, tricks: Tricks): RelayMessage | undefined {
  const { flip } = tricks;
  switch (message.type) {
    case "records":
      return falseRecords(dice, message, tricks);
    case "synced":
      return { ...message, position: Math.max(0, message.position + dice.int(5) - 2) };
    case "welcome":
      return falseWelcome(dice, message, flip);
    case "start":
      return dice.chance(0.5)
        ? { ...message, entries: message.entries.slice(0, -1) }
        : { ...message, position: message.position + 1 };
    case "former":
      return { ...message, entries: message.entries.slice(0, -1) };
    case "unknown":
      return { type: "refused", what: null, reason: falseReason(dice), retryAfterMs: dice.int(5000) };
    default:
      return dice.chance(0.5)
        ? { type: "refused", what: null, reason: falseReason(dice), retryAfterMs: dice.int(5000) }
        : { type: "unknown", isClosed: false };
  }
}

const falseReason = (dice: Dice): Refusal => dice.pick(REFUSALS) ?? "other";

function falseWelcome(
  dice: Dice,
  message: Extract<RelayMessage, { readonly type: "welcome" }>,
  flip: Tricks["flip"],
): RelayMessage {
  switch (dice.int(4)) {
    case 0:
      return { ...message, vaultId: flip(message.vaultId) as typeof message.vaultId };
    case 1:
      return { ...message, logNonce: flip(message.logNonce) };
    case 2:
      return { type: "former", entries: [] };
    default:
      return { ...message, isOnChain: !message.isOnChain };
  }
}

function falseRecords(
  dice: Dice,
  message: Extract<RelayMessage, { readonly type: "records" }>,
  { flip, foreign }: Tricks,
): RelayMessage | undefined {
  const { items, first } = message;
  const index = dice.int(items.length);
  const item = items[index];
  if (item === undefined) return message;
  const others = items.filter((_, at) => at !== index);
  switch (dice.int(7)) {
    case 0:
      return others.length === 0 ? undefined : { ...message, items: others };
    case 1:
      return { ...message, items: [...others, item] };
    case 2:
      return { ...message, items: items.with(index, { ...item, bytes: flip(item.bytes) }) };
    case 3:
      return { ...message, first: first + 1 };
    case 4:
      return { ...message, items: [...items, item] };
    case 5:
      return { ...message, items: items.with(index, dice.pick(foreign) ?? item) };
    default:
      return undefined;
  }
}
