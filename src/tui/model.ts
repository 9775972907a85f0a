/**
 * What the screen knows: the whole state of the terminal UI as plain data, and what it may ask of the world.
 *
 * `update(model, event)` (update.ts) is the only place where one model becomes the next. No I/O, no clock, no Ink.
 * Secrets are here only while a screen that was asked to show them is open; codes only for rows in sight.
 */
import type { AccountLabel, Code } from "../protocol/account.ts";
import type { KitFacts, PointView } from "../protocol/backup-api.ts";
import type { Copied, CopyFailed } from "../client/clipboard.ts";
import type { Explanation } from "../client/language/sentences.ts";
import type { TuiText } from "../client/language/tui-en.ts";
import type { HoltError } from "../protocol/errors.ts";
import type {
  ImportFile,
  ImportResult,
  RpcMethod,
  RpcParams,
  RpcResult,
  SearchHit,
  ShownAccount,
  SortOrder,
} from "../protocol/local-api.ts";
import type { Result } from "../protocol/result.ts";
import type { ActivityEntry, ActivityType, ViewState } from "../protocol/view.ts";
import type { KitStep, Making, OffStep, PointStep, ProveStep, RecoverFlow } from "./backup-steps.ts";
import type { JoinFlow, LinkStep, PairStep, RevokeStep } from "./flow-steps.ts";
import type { Form } from "./form.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Key } from "./key.ts";
import type { Keymap } from "./keymap.ts";
import type { MouseAction } from "./mouse.ts";
import type { TextField } from "./text-field.ts";
import type { ThemeName } from "./theme.ts";

/** The person's language: the screens' own words, and sentences for facts. */
export interface Words {
  readonly text: TuiText;
  error(error: HoltError): Explanation;
  activity(entry: ActivityEntry): string;
  action(action: ActivityType, text: string): string;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}
export const TABS = ["codes", "devices", "backup", "activity"] as const;
export type Tab = (typeof TABS)[number];

export interface TuiSettings {
  readonly hideCodes: boolean;
  readonly sort: SortOrder;
  readonly theme: ThemeName;
  readonly mouse: boolean;
}

export type Phase =
  | { readonly status: "starting" }
  | { readonly status: "unreachable"; readonly error: HoltError }
  /** `movedTo`: where a damaged vault was put aside. */
  | { readonly status: "doors"; readonly index: number; readonly movedTo: string | null }
  | { readonly status: "new-vault"; readonly form: Form; readonly movedTo: string | null }
  | { readonly status: "join"; readonly flow: JoinFlow; readonly movedTo: string | null }
  | { readonly status: "recover"; readonly flow: RecoverFlow; readonly movedTo: string | null }
  | { readonly status: "locked"; readonly form: Form }
  | { readonly status: "open" };

export interface Message {
  readonly tone: "good" | "bad" | "plain";
  readonly text: string;
  /** Epoch ms. */
  readonly until: number;
}

export interface Search {
  readonly field: TextField;
  /** false: the keys move in the list again, and the filter stays. */
  readonly isEditing: boolean;
  /** Of the newest answer; null before the first. */
  readonly hits: readonly SearchHit[] | null;
  /** Which text, on which accounts, that answer is for. */
  readonly answered: string;
  readonly asking: string | null;
  /** The person chose a match: newer answers leave the choice where it is. */
  readonly hasChosen: boolean;
  /** Enter came before the answer did. */
  readonly copyWhenFound: boolean;
}

export interface CodesList {
  readonly sort: SortOrder;
  readonly tag: string | null;
  /** Only what was asked for after a recovery, and how far that is. */
  readonly isChecklist: boolean;
  readonly search: Search | null;
  readonly order: readonly string[];
  readonly selected: string | null;
  /** Index of the first row in sight. */
  readonly top: number;
  readonly codes: ReadonlyMap<string, Code>;
  /** When each code in flight was asked for, epoch ms. */
  readonly asked: ReadonlyMap<string, number>;
  /** With codes hidden: the one that is shown for a while. */
  readonly revealed: { readonly id: string; readonly until: number } | null;
  /** The newest code of a counter that was asked for here. */
  readonly fresh: { readonly code: Code; readonly until: number } | null;
  /** What `order` and the widths were made from. */
  readonly basis: readonly unknown[];
  readonly issuerWidth: number;
  readonly nameWidth: number;
  readonly digits: number;
}

export interface ActivityList {
  readonly entries: readonly ActivityEntry[];
  readonly hasAll: boolean;
  readonly isAsking: boolean;
  /** The newest seq that the view told of when the list was fetched. */
  readonly upTo: number;
  readonly index: number;
  readonly top: number;
  readonly filter: { readonly field: TextField; readonly isEditing: boolean } | null;
}

interface DeviceList {
  /** The chosen one; null: the first, and the screen stands where it was scrolled to. */
  readonly chosen: string | null;
  readonly top: number;
}

interface BackupPage {
  /** Newest first; null: not known yet. */
  readonly points: readonly PointView[] | null;
  readonly error: HoltError | null;
  /** What the points were asked for; null: they weren't. */
  readonly basis: string | null;
  readonly top: number;
}

export type ImportStep =
  | { readonly at: "files"; readonly form: Form }
  | { readonly at: "password"; readonly form: Form }
  | { readonly at: "format"; readonly choices: readonly string[]; readonly index: number }
  | {
      readonly at: "preview";
      readonly result: ImportResult;
      /** In the order of the file; duplicates only once they are known. */
      readonly accounts: readonly { readonly label: AccountLabel; readonly isDuplicate: boolean }[];
      readonly top: number;
      readonly onDuplicate: "skip" | "add";
      /** Accounts that can't give codes here are kept by name. */
      readonly keepsNames: boolean;
      readonly isBusy: boolean;
    };

export type LayerBody =
  | { readonly kind: "help"; readonly top: number }
  | {
      readonly kind: "details";
      readonly id: string;
      readonly shown: ShownAccount | null;
      readonly isRevealed: boolean;
      readonly hideAt: number;
      readonly top: number;
    }
  | { readonly kind: "qr"; readonly id: string; readonly modules: readonly string[] | null }
  | { readonly kind: "tags"; readonly id: string | null; readonly index: number; readonly form: Form | null }
  | {
      readonly kind: "edit";
      readonly id: string;
      readonly form: Form;
      readonly before: ShownAccount | null;
      /** It was said that the one-time password will be replaced: the next saving does it. */
      readonly isReplacing: boolean;
    }
  | { readonly kind: "add"; readonly index: number }
  | {
      readonly kind: "add-uri";
      readonly form: Form;
      readonly preview: { readonly account: AccountLabel; readonly duplicate: boolean } | null;
    }
  | { readonly kind: "add-image"; readonly form: Form }
  | { readonly kind: "add-form"; readonly form: Form }
  | {
      readonly kind: "import";
      readonly step: ImportStep;
      readonly files: readonly ImportFile[];
      readonly format: string | null;
      readonly password: string | null;
    }
  | { readonly kind: "trash"; readonly index: number; readonly top: number; readonly isAsking: boolean }
  | { readonly kind: "settings"; readonly index: number }
  | { readonly kind: "device"; readonly memberId: string; readonly top: number }
  | { readonly kind: "rename"; readonly memberId: string; readonly form: Form }
  | { readonly kind: "revoke"; readonly memberId: string; readonly step: RevokeStep; readonly top: number }
  /** This device goes: its name is typed. */
  | { readonly kind: "forget"; readonly form: Form }
  | { readonly kind: "refound"; readonly isBusy: boolean }
  | { readonly kind: "requests"; readonly id: string; readonly isBusy: boolean }
  /** `thenPair`: a device was to be added, and there was no relay. */
  | { readonly kind: "link"; readonly step: LinkStep; readonly thenPair: boolean }
  | { readonly kind: "pair"; readonly step: PairStep }
  | { readonly kind: "join"; readonly flow: JoinFlow }
  | ({ readonly kind: "backup-make" } & Making)
  | { readonly kind: "backup-off"; readonly keepsSync: boolean; readonly step: OffStep }
  | { readonly kind: "backup-prove"; readonly step: ProveStep }
  | { readonly kind: "backup-kit"; readonly step: KitStep }
  | { readonly kind: "ways-in"; readonly index: number }
  | { readonly kind: "points"; readonly index: number; readonly top: number; readonly step: PointStep }
  | { readonly kind: "recover"; readonly flow: RecoverFlow }
  | { readonly kind: "leave" };
export type LayerKind = LayerBody["kind"];
export type Layer = LayerBody & { readonly number: number };
export type LayerOf<K extends LayerKind> = Extract<Layer, { kind: K }>;

/** Something at the daemon that a flow of this screen waits for. */
export interface Running {
  readonly kind: "pairing" | "join" | "backup" | "recover";
  readonly id: string;
  /** The number of the layer, or of the attempt to join or to recover. */
  readonly owner: number;
}

export interface Model {
  readonly words: Words;
  readonly glyphs: Glyphs;
  readonly keymap: Keymap;
  readonly settings: TuiSettings;
  /** Offered as this device's name. */
  readonly hostName: string;
  /** Offered as the handle's name. */
  readonly userName: string;
  readonly window: Size;
  /** What the screens have of it: a banner takes a row. */
  readonly size: Size;
  /** Epoch ms, as of the event that made this model. */
  readonly now: number;
  readonly phase: Phase;
  readonly tab: Tab;
  /** Drawn over the tab; the last one has the keyboard. */
  readonly layers: readonly Layer[];
  readonly layerCount: number;
  readonly accounts: ReadonlyMap<string, AccountLabel>;
  readonly view: ViewState | null;
  /** false: what is shown may be old, the daemon is being looked for. */
  readonly isConnected: boolean;
  /** Epoch ms; null: never. */
  readonly locksAt: number | null;
  readonly touchedAt: number;
  readonly list: CodesList;
  readonly activity: ActivityList;
  readonly devices: DeviceList;
  readonly backup: BackupPage;
  readonly running: readonly Running[];
  readonly message: Message | null;
}

export type Reply<T> = (model: Model, answer: T) => Step;
export type Effect =
  | {
      readonly type: "call";
      readonly method: RpcMethod;
      readonly params: unknown;
      readonly reply: Reply<Result<never, HoltError>>;
    }
  | {
      readonly type: "copy";
      readonly text: string;
      /** It is of use for so long: not cleared before. */
      readonly holdsSeconds?: number;
      readonly reply: Reply<Result<Copied, CopyFailed>>;
    }
  /** Answered with rows of "0" and "1"; null where the text is too long for a code. */
  | { readonly type: "draw-qr"; readonly text: string; readonly reply: Reply<readonly string[] | null> }
  | {
      readonly type: "read-files";
      readonly typed: string;
      readonly reply: Reply<Result<readonly ImportFile[], HoltError>>;
    }
  | {
      readonly type: "save-setting";
      readonly key: string;
      readonly value: string | boolean;
      readonly reply: Reply<Result<null, HoltError>>;
    }
  /** Answered with the path; never over a file that is there. */
  | {
      readonly type: "write-kit";
      readonly typed: string;
      readonly facts: KitFacts;
      readonly reply: Reply<Result<string, HoltError>>;
    }
  /** Follow the view (again): the vault was unlocked. */
  | { readonly type: "follow" }
  | { readonly type: "suspend" }
  | { readonly type: "quit" };
export type Step = readonly [Model, readonly Effect[]];

export type Event =
  | { readonly type: "key"; readonly key: Key }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "mouse"; readonly what: MouseAction }
  | { readonly type: "tick" }
  | { readonly type: "resize"; readonly size: Size }
  /** What the daemon said at the first contact. */
  | {
      readonly type: "hello";
      readonly result: Result<{ readonly hasVault: boolean; readonly locked: boolean }, HoltError>;
    }
  | {
      readonly type: "view";
      readonly accounts: ReadonlyMap<string, AccountLabel> | null;
      readonly state: ViewState | null;
      readonly isLive: boolean;
    }
  | { readonly type: "view-locked" }
  | { readonly type: "answer"; readonly apply: (model: Model) => Step };

export const stay = (model: Model, ...effects: readonly Effect[]): Step => [model, effects];

/** An answer that comes after a lock or on another screen finds the model as it is then. */
export const call = <M extends RpcMethod>(
  method: M,
  params: RpcParams<M>,
  reply: Reply<Result<RpcResult<M>, HoltError>>,
): Effect => ({ type: "call", method, params, reply });
