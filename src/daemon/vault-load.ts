/**
 * Rows → document: the newest checkpoint that opens, and the drafts after it.
 *
 * Only reads. Rows that don't open are named, not dropped: what to do about them is decided elsewhere.
 */
import type * as Y from "yjs";
import { type Checkpoint, type Draft, payloadToDraft } from "../protocol/stored.ts";
import { applySnapshot, applyUpdate, createVaultDocument } from "../vault/document.ts";
import type { RecordBox } from "./record-box.ts";
import type { Row, StoreReader } from "./store.ts";
import { openCheckpoint } from "./vault-fold.ts";
import { closeGap } from "./vault-salvage.ts";

export interface LoadRequest {
  readonly rows: StoreReader;
  readonly box: RecordBox;
  readonly clientId: number;
  /** The newest draft to apply; all unless told. */
  readonly through?: number;
}

export interface Loaded {
  readonly doc: Y.Doc;
  /** What it was read from: at least as much as it takes to write it down again. */
  readonly bytes: number;
  /** Drafts that no checkpoint covers. */
  readonly uncovered: UncoveredDrafts;
  readonly damage: DocumentDamage;
  /** False where there were rows and none of them could be read. */
  readonly isReadable: boolean;
}

export interface UncoveredDrafts {
  readonly count: number;
  readonly bytes: number;
  /** 0 where there never was one. */
  readonly lastSeq: number;
  /** Epoch ms of the newest of them; null for none. */
  readonly lastAt: number | null;
}

export interface DocumentDamage {
  readonly checkpoints: readonly number[];
  readonly drafts: readonly number[];
  /** Drafts that should be there and are not. */
  readonly missing: number;
}

export function loadDocument(request: LoadRequest): Loaded {
  const { rows, box, clientId, through = Number.MAX_SAFE_INTEGER } = request;
  const base = findBase(request);
  const doc = base.doc ?? createVaultDocument(clientId);
  const range = { after: base.covers, before: through === Number.MAX_SAFE_INTEGER ? through : through + 1 };
  const drafts = applyDrafts(doc, box, { rows: rows.rows("draft", range), covered: base.covers });
  return {
    doc,
    bytes: base.bytes + drafts.bytes,
    uncovered: {
      count: drafts.count,
      bytes: drafts.bytes,
      lastSeq: Math.min(rows.lastSeq("draft"), through),
      lastAt: drafts.lastAt,
    },
    damage: { checkpoints: base.damaged, drafts: drafts.damaged, missing: drafts.missing },
    isReadable:
      base.doc !== undefined || drafts.applied > 0 || base.damaged.length + drafts.damaged.length === 0,
  };
}

interface Base {
  readonly doc: Y.Doc | undefined;
  readonly bytes: number;
  readonly covers: number;
  readonly damaged: readonly number[];
}

function findBase({ rows, box, clientId, through = Number.MAX_SAFE_INTEGER }: LoadRequest): Base {
  const damaged: number[] = [];
  for (const row of rows.checkpoints()) {
    if (row.covers > through) continue;
    const checkpoint = openCheckpoint(rows, box, row);
    const doc = checkpoint && documentOf(checkpoint, clientId);
    // A row that says something else is replaced; what was sealed under it is good all the same.
    const isSound = doc !== undefined && checkpoint?.covers === row.covers && checkpoint.day === row.day;
    if (!isSound) damaged.push(row.seq);
    if (doc !== undefined && checkpoint !== undefined && checkpoint.covers <= through) {
      return { doc, bytes: checkpoint.document.length, covers: checkpoint.covers, damaged };
    }
  }
  return { doc: undefined, bytes: 0, covers: 0, damaged };
}

function documentOf({ document }: Checkpoint, clientId: number): Y.Doc | undefined {
  const doc = createVaultDocument(clientId);
  return applies(() => applySnapshot(doc, document)) ? doc : undefined;
}

interface AppliedDrafts {
  count: number;
  bytes: number;
  applied: number;
  missing: number;
  lastAt: number | null;
  damaged: number[];
}

function applyDrafts(
  doc: Y.Doc,
  box: RecordBox,
  { rows, covered }: { readonly rows: readonly Row[]; readonly covered: number },
): AppliedDrafts {
  const result: AppliedDrafts = { count: 0, bytes: 0, applied: 0, missing: 0, lastAt: null, damaged: [] };
  let expected = covered + 1;
  for (const row of rows) {
    result.missing += row.seq - expected;
    expected = row.seq + 1;
    result.count++;
    result.bytes += row.sealed.length;
    const draft = openDraft(box, row);
    if (draft !== undefined && applies(() => applyDraft(doc, draft))) {
      result.applied++;
      result.lastAt = draft.at;
    } else {
      result.damaged.push(row.seq);
    }
  }
  return result;
}

function openDraft(box: RecordBox, row: Row): Draft | undefined {
  const payload = box.open("draft", row);
  return payload === undefined ? undefined : payloadToDraft(payload);
}

function applyDraft(doc: Y.Doc, { update }: Draft): void {
  applyUpdate(doc, update);
  closeGap(doc, update);
}

/** Bytes that open are what holt sealed; should they be no update all the same, the row counts as damaged. */
function applies(apply: () => void): boolean {
  try {
    apply();
    return true;
  } catch {
    return false;
  }
}
