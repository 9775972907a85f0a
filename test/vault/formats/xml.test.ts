import { describe, expect, it } from "vitest";
import { walkXml } from "../../../src/vault/formats/xml.ts";

/** What was told, in order; undefined: refused. */
function eventsOf(document: string): string[] | undefined {
  const events: string[] = [];
  const isWhole = walkXml(document, {
    open: (name, attributes) => events.push(`<${name}${attributes}`) > 0,
    text: (text) => {
      if (text.trim() !== "") events.push(text);
    },
    close: () => events.push(">") > 0,
  });
  return isWhole ? events : undefined;
}

describe("an XML document", () => {
  it("is told tag by tag", () => {
    expect(
      eventsOf('\ufeff<?xml version="1.0"?>\n<!-- <x> --><a b="1" c = \'>\'>t<d/><e >u</e\n></a>\n'),
    ).toBeUndefined();
    expect(
      eventsOf('\ufeff<?xml version="1.0"?>\n<!-- <x> --><a b="1" c = \'2\'>t<d/><e >u</e\n></a>\n'),
    ).toEqual(["<a b=\"1\" c = '2'", "t", "<d", ">", "<e", "u", ">", ">"]);
  });

  it("may have entities of XML, characters by number, and CDATA", () => {
    expect(eventsOf("<a>&lt;&gt;&amp;&quot;&apos;&#229;&#x1F3D4;</a>")).toEqual(["<a", "<>&\"'å🏔", ">"]);
    expect(eventsOf("<a><![CDATA[<&b;>]]></a>")).toEqual(["<a", "<&b;>", ">"]);
  });

  for (const document of [
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a></a></a>",
    "<a/><b/>",
    "<a/>text",
    "<a b=1/>",
    "<a b='<'/>",
    "<!DOCTYPE a><a/>",
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "<a>&b;</a>",
    "<a>&#0;</a>",
    "<a>&#x110000;</a>",
    "<a>& </a>",
    "<a><![CDATA[</a>",
    "<a><!-- </a>",
    "<1/>",
  ]) {
    it(`is refused when it is ${JSON.stringify(document)}`, () => {
      expect(eventsOf(document)).toBeUndefined();
    });
  }
});
