import { expect, it } from "vitest";
import { isPreferences, parsePreferences } from "../../../src/vault/formats/android-preferences.ts";

const read = (text: string): unknown => {
  const values = parsePreferences(text);
  return values.ok ? Object.fromEntries(values.value) : values.error;
};
const HEAD = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n";

it("strings, numbers and truth values are read by name, entities decoded", () => {
  const text = `${HEAD}<map>
    <string name="a&amp;b">&lt;x&gt; &quot;y&quot; &apos;&#229;&#x1F512;</string>
    <string name="empty" />
    <int name="n" value="-3" />
    <boolean name="yes" value="true" />
    <null name="nothing" />
    <set name="s"><string>1</string>
      <string>2</string></set>
</map>
`;
  expect(read(text)).toEqual({ "a&b": `<x> "y" 'å🔒`, empty: "", n: "-3", yes: "true" });
  expect(read("<map />")).toEqual({});
});

it("whatever else XML can do is refused", () => {
  const refused = [
    `<!DOCTYPE map [<!ENTITY a "b">]><map><string name="x">&a;</string></map>`,
    `<map><string name="x">&a;</string></map>`,
    `<map><string name="x">&amp</string></map>`,
    `<map><string name="x">&#0;</string></map>`,
    `<map><string name="x"><![CDATA[y]]></string></map>`,
    `<map><string name="x">y</string>`,
    `<map><string name="x">y</string></map><map />`,
    `<map><!-- --><string name="x">y</string></map>`,
    `<map><map></map></map>`,
    `<html></html>`,
    "",
  ];
  for (const text of refused) expect(typeof read(text)).toBe("string");
});

it("text that only looks alike ends in a moment", () => {
  for (const part of [
    '<string name="',
    "<set name='x'>",
    '<set name="x"><string>a</string>',
    "&",
    " ",
    "<map>",
  ]) {
    expect(typeof read(`<map>${part.repeat(200_000)}`)).toBe("string");
    expect(typeof read(`<map><string name="x">${part.repeat(200_000)}`)).toBe("string");
    expect(isPreferences(part.repeat(200_000))).toBe(part === "<map>");
  }
});
