import fc from "fast-check";
import { gzipSync, type ZlibOptions } from "node:zlib";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../../../migrations/items/item-text";
import type { Item } from "../../../../migrations/items/item";
import { ItemContents } from "../../../../migrations/mapping/oversize/item-contents";
import { maxUnpackedBytes } from "../../../../migrations/mapping/oversize/unpack";
import { item as anyItem } from "../../items/arbitrary-item";

const contents = new ItemContents([{ oversize: { over: 1, compress: ["html", "shot"] } }]);

function packed(bytes: Uint8Array, encoding = "text+gzip", options: ZlibOptions = {}): Item {
  return { html: { B: gzipSync(bytes, options) }, "html#encoding": { S: encoding } };
}

const html = Buffer.from("<p>word</p>".repeat(50));
const bytes = fc
  .tuple(fc.uint8Array({ maxLength: 3 }), fc.nat({ max: 300 }))
  .map(([piece, times]) => Buffer.concat(new Array<Uint8Array>(times).fill(piece)));
const options = fc.record({ level: fc.nat({ max: 9 }), memLevel: fc.integer({ min: 1, max: 9 }) });
const encoding = fc.constantFrom("text+gzip", "binary+gzip");

describe("ItemContents", () => {
  it("gives items one text exactly if they hold the same, at whatever level they were packed", () => {
    const side = fc.record({ bytes, encoding, options });
    fc.assert(
      fc.property(anyItem, side, side, fc.boolean(), (others, one, other, isSame) => {
        const held = isSame ? one : other;
        const a = contents.itemText({ ...others, ...packed(one.bytes, one.encoding, one.options) });
        const b = contents.itemText({ ...others, ...packed(held.bytes, held.encoding, other.options) });
        expect(a === b).toBe(one.bytes.equals(held.bytes) && one.encoding === held.encoding);
      }),
    );
  });

  it("gives the canonical text of an item that has nothing packed", () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        expect(contents.itemText(item)).toBe(canonicalText(item));
      }),
    );
  });

  it("sees a change of another attribute of a packed item", () => {
    const item = packed(html);
    expect(contents.itemText({ ...item, n: { N: "1" } })).not.toBe(contents.itemText(item));
  });

  const other = { level: 1, memLevel: 1 };
  const raw = { B: gzipSync(html, other) };
  it.each<[string, Item, Item]>([
    [
      "an attribute that no entity packs",
      { text: packed(html)["html"]!, "text#encoding": { S: "text+gzip" } },
      { text: raw, "text#encoding": { S: "text+gzip" } },
    ],
    ["a gzip that no marker calls one", { html: packed(html)["html"]! }, { html: raw }],
    [
      "a gzip whose marker says that it is in S3",
      packed(html, "text+gzip+s3"),
      packed(html, "text+gzip+s3", other),
    ],
    [
      "a gzip that is cut off",
      { ...packed(html), html: { B: gzipSync(html).subarray(0, -9) } },
      { ...packed(html), html: { B: gzipSync(html, other).subarray(0, -9) } },
    ],
    ["what is packed and what is not", packed(html), { html: { S: html.toString() } }],
    [
      "what is packed and the same text beside a marker",
      packed(html),
      { ...packed(html), html: { S: html.toString() } },
    ],
    ["a packed text and a packed binary", packed(html), packed(html, "binary+gzip")],
    [
      "what is packed and a digest of it",
      packed(html),
      {
        ...packed(html),
        html: { B: Buffer.from(contents.attributeText(packed(html), "html")!.slice(9), "hex") },
      },
    ],
  ])("compares byte by byte: %s", (_what, a, b) => {
    expect(contents.itemText(a)).not.toBe(contents.itemText(b));
  });

  it("unpacks no more than 64 MB, and compares what claims to be more as it is", () => {
    const piece = Buffer.alloc(maxUnpackedBytes / 64);
    const text = (level: number, more = "") => {
      const most = new Array<Buffer>(64).fill(gzipSync(piece, { level }));
      return contents.itemText({ ...packed(html), html: { B: Buffer.concat([...most, gzipSync(more)]) } });
    };
    expect(text(9)).toBe(text(1));
    expect(text(9, "x")).not.toBe(text(1, "x"));
  });

  it("gives an attribute that is packed a short text, and one that is absent none", () => {
    expect(contents.attributeText(packed(html), "html")).toMatch(/^unpacked [0-9a-f]{64}$/);
    expect(contents.attributeText(packed(html), "shot")).toBeUndefined();
    expect(contents.attributeText(packed(html), "html#encoding")).toBe('S"text+gzip"');
  });
});
