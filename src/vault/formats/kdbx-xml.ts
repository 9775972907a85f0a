/**
 * The entries in the XML of a KDBX file, with their fields in clear: what was there before an entry was changed (its
 * history) is left out, what lies in the recycle bin is marked.
 *
 * Protected values are opened in the order of the document, all of them: the stream goes on from one to the next.
 */
import { bytesToUtf8, parseBase64 } from "../../protocol/bytes.ts";
import type { InnerStream } from "./kdbx-stream.ts";
import { walkXml, type XmlHandler } from "./xml.ts";

export interface KdbxEntry {
  readonly fields: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  /** Names from the outermost inwards, without the root. */
  readonly groups: readonly string[];
  readonly isInRecycleBin: boolean;
}

/** People nest groups a few deep. */
const MOST_DEPTH = 200;

interface Group {
  name: string;
  uuid: string;
}
interface OpenEntry {
  readonly fields: Map<string, string>;
  readonly groups: readonly Group[];
  tags: string;
}

/** Undefined where it is no such XML. */
export function readKdbxXml(xml: Uint8Array, stream: InnerStream): readonly KdbxEntry[] | undefined {
  const text = bytesToUtf8(xml);
  if (text === undefined) return undefined;
  const walk = new Walk(stream);
  return walkXml(text, walk) && walk.isDatabase ? walk.entries() : undefined;
}

class Walk implements XmlHandler {
  readonly #stream: InnerStream;
  readonly #names: string[] = [];
  readonly #isProtected: boolean[] = [];
  readonly #groups: Group[] = [];
  readonly #found: OpenEntry[] = [];
  #text: string[] = [];
  #entry: OpenEntry | undefined;
  #historyDepth = 0;
  #key = "";
  #value = "";
  #recycleBin = "";
  isDatabase = false;

  constructor(stream: InnerStream) {
    this.#stream = stream;
  }

  open(name: string, attributes: string): boolean {
    if (this.#names.length >= MOST_DEPTH) return false;
    if (this.#names.length === 0) this.isDatabase = name === "KeePassFile";
    this.#names.push(name);
    this.#isProtected.push(/\sProtected\s*=\s*["']true["']/i.test(attributes));
    this.#text = [];
    if (name === "Group") this.#groups.push({ name: "", uuid: "" });
    else if (name === "History") this.#historyDepth++;
    else if (name === "Entry" && this.#historyDepth === 0)
      this.#entry = { fields: new Map(), groups: [...this.#groups], tags: "" };
    else if (name === "String") [this.#key, this.#value] = ["", ""];
    return true;
  }

  text(part: string): void {
    this.#text.push(part);
  }

  close(): boolean {
    const name = this.#names.pop();
    const parent = this.#names.at(-1);
    const text = this.#openText(this.#isProtected.pop() === true);
    this.#text = [];
    if (text === undefined) return false;
    const group = this.#groups.at(-1);
    if (name === "History") this.#historyDepth--;
    else if (name === "Group") this.#groups.pop();
    else if (parent === "Group" && group !== undefined && name === "Name") group.name = text;
    else if (parent === "Group" && group !== undefined && name === "UUID") group.uuid = text.trim();
    else if (parent === "Meta" && name === "RecycleBinUUID") this.#recycleBin = text.trim();
    else if (parent === "String" && name === "Key") this.#key = text;
    else if (parent === "String" && name === "Value") this.#value = text;
    else if (this.#historyDepth === 0) this.#closeInEntry(name, parent, text);
    return true;
  }

  #closeInEntry(name: string | undefined, parent: string | undefined, text: string): void {
    if (this.#entry === undefined) return;
    if (parent === "Entry" && name === "String") this.#entry.fields.set(this.#key, this.#value);
    else if (parent === "Entry" && name === "Tags") this.#entry.tags = text;
    else if (name === "Entry") {
      this.#found.push(this.#entry);
      this.#entry = undefined;
    }
  }

  /** Undefined where a protected value is damaged. */
  #openText(isProtected: boolean): string | undefined {
    const text = this.#text.join("");
    if (!isProtected) return text;
    const sealed = parseBase64(text.trim());
    // An attachment may be protected, and is no text.
    return sealed === undefined ? undefined : (bytesToUtf8(this.#stream(sealed)) ?? "");
  }

  entries(): KdbxEntry[] {
    return this.#found.map(({ fields, groups, tags }) => ({
      fields,
      tags: tags.split(/[;,]/).map((tag) => tag.trim()),
      groups: groups.slice(1).map((group) => group.name),
      isInRecycleBin: groups.some(({ uuid }) => uuid !== "" && uuid === this.#recycleBin),
    }));
  }
}
