import { beforeAll, describe, expect, it } from "vitest";
import { createEpochKeys, type EpochKeys } from "../../../src/daemon/sync/epoch-keys.ts";
import {
  type EnvelopePlace,
  type JudgedEnvelope,
  judgeEnvelope,
  readEnvelope,
} from "../../../src/daemon/sync/judge-envelope.ts";
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeHeader,
  type EnvelopeHeader,
  hashOfEnvelope,
} from "../../../src/protocol/envelope.ts";
import { envelopeKey, sealEnvelope } from "../../../src/protocol/envelope-seal.ts";
import type { VaultId } from "../../../src/protocol/ids.ts";
import type { Member } from "../../../src/protocol/keys.ts";
import type { RosterState } from "../../../src/protocol/roster-state.ts";
import { Secret } from "../../../src/protocol/secret.ts";
import { sign } from "../../../src/protocol/signature.ts";
import { TAGS } from "../../../src/protocol/tags.ts";
import { fixedTools } from "../../protocol/fixed-random.ts";
import { valueOf, World } from "../../protocol/roster-world.ts";

/** A founder and a removed phone: epoch 2 is in force. */
let world: World;
let phone: Member;
let stranger: Member;
let before: RosterState;
beforeAll(async () => {
  world = new World(await fixedTools("judge"));
  phone = world.device(world.founder);
  before = world.state;
  world.remove(world.founder, phone);
  stranger = world.newMember();
});

const POSITION = 9;
const hashOf = (position: number): Uint8Array => new Uint8Array(32).fill(position);
const keysOf = (...epochs: readonly number[]) =>
  createEpochKeys(
    world.tools.sodium,
    world.keys.filter(({ epoch }) => epochs.includes(epoch)),
  );

interface Sent {
  readonly header?: Partial<EnvelopeHeader>;
  readonly author?: Member;
  /** Epoch of the key that it is sealed under. */
  readonly sealedIn?: number;
}
function envelopeOf({ header = {}, author = world.founder, sealedIn = 2 }: Sent = {}): Uint8Array {
  const { tools, state } = world;
  const whole: EnvelopeHeader = {
    vaultId: state.vaultId,
    epoch: 2,
    author: author.id,
    generation: 0,
    rosterHead: state.head.hash,
    seen: { position: POSITION - 1, hash: hashOf(POSITION - 1) },
    kind: "update",
    ...header,
  };
  const epochKey = world.keys.find(({ epoch }) => epoch === sealedIn)?.key ?? new Secret(new Uint8Array(32));
  const key = envelopeKey(tools.sodium, epochKey);
  const payload = { kind: "update", update: new Uint8Array(3), at: 1 } as const;
  return sealEnvelope(tools, { header: whole, key, author, payload }).bytes;
}

/** Signed by its author, and not what any key opens. */
function unreadable(): Uint8Array {
  const { tools, founder } = world;
  const { header } = valueOf(decodeEnvelope(envelopeOf()));
  const headerBytes = encodeHeader(header);
  const body = new Uint8Array(300);
  const message = hashOfEnvelope(tools.sodium, { headerBytes, body });
  const signature = sign(tools.sodium, { tag: TAGS.envelope, message, secretKey: founder.signSecret });
  return encodeEnvelope({ headerBytes, body, signature });
}

function flippedSignature(bytes: Uint8Array): Uint8Array {
  const { headerBytes, body, signature } = valueOf(decodeEnvelope(bytes));
  const flipped = signature.slice();
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  return encodeEnvelope({ headerBytes, body, signature: flipped });
}

interface Reader {
  readonly keys?: EpochKeys;
  readonly place?: Partial<EnvelopePlace>;
}
function judge(bytes: Uint8Array, { keys = keysOf(1, 2), place = {} }: Reader = {}): string {
  const { sodium } = world.tools;
  const read = readEnvelope(sodium, bytes);
  if (read === undefined) return "none";
  const judged = judgeEnvelope({ sodium, keys }, read, {
    position: POSITION,
    roster: world.state,
    hashAt: hashOf,
    ...place,
  });
  return nameOf(judged);
}
const nameOf = (judged: JudgedEnvelope): string =>
  judged.type === "void" ? `void: ${judged.reason}` : judged.type;

const seen = (position: number, hash = hashOf(position)): Sent => ({ header: { seen: { position, hash } } });

describe("an envelope at its place", () => {
  it("[AC2] that keeps every rule is good, and says what was sealed", () => {
    const { sodium } = world.tools;
    const read = readEnvelope(sodium, envelopeOf());
    if (read === undefined) throw new Error("no envelope");
    const place = { position: POSITION, roster: world.state, hashAt: hashOf };
    expect(judgeEnvelope({ sodium, keys: keysOf(2) }, read, place)).toMatchObject({
      type: "good",
      author: { id: world.founder.id },
      payload: { kind: "update", at: 1 },
    });
  });

  it("[AC2] that breaks one rule gets the verdict of that rule", () => {
    expect(judge(new Uint8Array(9))).toBe("none");
    expect(judge(envelopeOf({ header: { vaultId: new Uint8Array(32) as VaultId } }))).toBe("broken");
    expect(judge(envelopeOf({ author: stranger }))).toBe("void: not-a-member");
    expect(judge(envelopeOf({ author: phone }))).toBe("void: not-a-member");
    expect(judge(flippedSignature(envelopeOf()))).toBe("void: signature");
    expect(judge(envelopeOf(seen(POSITION)))).toBe("void: seen");
    expect(judge(envelopeOf(seen(POSITION + 40)))).toBe("void: seen");
    expect(judge(envelopeOf(seen(POSITION - 1, hashOf(0))))).toBe("broken");
    expect(judge(envelopeOf({ header: { epoch: 1 }, sealedIn: 1 }))).toBe("void: epoch");
    expect(judge(envelopeOf({ header: { epoch: 3 } }))).toBe("void: epoch");
    expect(judge(envelopeOf(), { keys: keysOf(1) })).toBe("no-key");
    expect(judge(unreadable())).toBe("void: unreadable");
    expect(judge(envelopeOf({ sealedIn: 1 }))).toBe("void: unreadable");
  });

  it("[AC2] written by another in the author's name is void, though its key opens it", () => {
    expect(judge(envelopeOf({ header: { author: world.founder.id }, author: stranger }))).toBe(
      "void: signature",
    );
  });

  it("[AC2] whose author saw a place that isn't known here any more is taken at its word", () => {
    const place = { hashAt: () => undefined };
    expect(judge(envelopeOf(seen(2, hashOf(77))), { place })).toBe("good");
  });

  it("[AC1] is judged by the roster before it: who was a member then may write then, under the key of then", () => {
    const bytes = envelopeOf({ author: phone, header: { epoch: 1 }, sealedIn: 1 });
    expect(judge(bytes, { place: { roster: before } })).toBe("good");
    expect(judge(bytes)).toBe("void: not-a-member");
    expect(judge(envelopeOf(), { place: { roster: before } })).toBe("void: epoch");
  });

  it("[AC2] whoever wrote it is named before its keys are asked for, and what is broken before its epoch", () => {
    const foreign = { vaultId: new Uint8Array(32) as VaultId };
    expect(judge(envelopeOf({ author: stranger, header: foreign }))).toBe("broken");
    expect(judge(envelopeOf({ author: stranger, ...seen(POSITION) }), { keys: keysOf() })).toBe(
      "void: not-a-member",
    );
    const header = { epoch: 1, seen: { position: POSITION - 1, hash: hashOf(0) } };
    expect(judge(envelopeOf({ header }), { keys: keysOf() })).toBe("broken");
    expect(judge(envelopeOf({ header: { epoch: 1 } }), { keys: keysOf() })).toBe("void: epoch");
  });
});
