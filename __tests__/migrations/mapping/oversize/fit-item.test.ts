import { hash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { itemBytes } from "../../../../migrations/items/item-size";
import { fitItem, type FittedItem } from "../../../../migrations/mapping/oversize/fit-item";
import type { OversizeRules } from "../../../../migrations/mapping/oversize/oversize-rules";

const place = { table: "pages", keyNames: ["pk", "sk"] };
const page = "<p>word</p>".repeat(1000);
/** Bytes that do not get smaller. */
const noise = new Uint8Array(
  Buffer.concat(Array.from({ length: 250 }, (_, index) => hash("sha1", String(index), "buffer"))),
);

function fitted(item: Item, rules: Partial<OversizeRules>): FittedItem {
  return fitItem({ pk: { S: "a/ä" }, sk: { N: "1.0" }, ...item }, place, {
    over: 4000,
    compress: [],
    ...rules,
  });
}

const offload = { bucket: "large", attributes: ["html", "shot"], prefix: "crawl/" };

describe("an item that fits", () => {
  it("stays as it is", () => {
    const item: Item = { pk: { S: "a" }, html: { S: "x" } };
    expect(fitItem(item, place, { over: 4000, compress: ["html"], offload })).toEqual({ item, bytes: 8 });
  });
});

describe("an item that is packed", () => {
  it("has its text as gzip, marked as what it was", () => {
    const { item, bytes, objects } = fitted({ html: { S: page } }, { compress: ["html"] });
    expect(gunzipSync(item["html"]?.B as Uint8Array).toString()).toBe(page);
    expect(item["html#encoding"]).toEqual({ S: "text+gzip" });
    expect(bytes).toBe(itemBytes(item));
    expect(objects).toBeUndefined();
  });

  it("has a binary marked as one", () => {
    const { item } = fitted({ shot: { B: Buffer.from(page) } }, { compress: ["shot"] });
    expect(item["shot#encoding"]).toEqual({ S: "binary+gzip" });
    expect(gunzipSync(item["shot"]?.B as Uint8Array).toString()).toBe(page);
  });

  it("is packed only as far as it has to be", () => {
    const { item } = fitted(
      { html: { S: page }, text: { S: "x".repeat(100) } },
      { compress: ["html", "text"] },
    );
    expect(item["text"]).toEqual({ S: "x".repeat(100) });
    expect(item["text#encoding"]).toBeUndefined();
  });

  it("has the same bytes on every system", () => {
    const { item } = fitted({ html: { S: page } }, { compress: ["html"] });
    expect([...(item["html"]?.B?.subarray(0, 10) ?? [])]).toEqual([31, 139, 8, 0, 0, 0, 0, 0, 0, 255]);
  });
});

describe("an item whose attribute is put away", () => {
  const { item, objects } = fitted({ shot: { B: noise } }, { offload });
  const [object] = objects ?? [];

  it("points to it, with its size and digest", () => {
    expect(item["shot"]).toEqual({
      M: {
        bucket: { S: "large" },
        key: { S: object?.key },
        bytes: { N: "5000" },
        sha256: { S: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      },
    });
    expect(item["shot#encoding"]).toEqual({ S: "binary+s3" });
  });

  it("has it under a key made of the table, the item's key and the digest", () => {
    const sha256 = item["shot"]?.M?.["sha256"]?.S;
    expect(object).toEqual({
      bucket: "large",
      key: `crawl/pages/a%2F%C3%A4/1/shot-${sha256}`,
      body: noise,
      contentType: "application/octet-stream",
    });
  });

  it("has text as UTF-8", () => {
    const put = fitted({ html: { S: `ä${page}` } }, { offload });
    expect(put.item["html#encoding"]).toEqual({ S: "text+s3" });
    expect(put.objects).toMatchObject([{ contentType: "text/plain; charset=utf-8" }]);
    expect(Buffer.from(put.objects?.[0]?.body ?? []).toString()).toBe(`ä${page}`);
  });

  it("has it packed where that alone was not enough", () => {
    const text = Buffer.from(noise).toString("hex");
    const put = fitted({ html: { S: text } }, { compress: ["html"], offload });
    expect(put.item["html#encoding"]).toEqual({ S: "text+gzip+s3" });
    expect(put.objects).toMatchObject([
      { contentEncoding: "gzip", contentType: "text/plain; charset=utf-8" },
    ]);
    expect(gunzipSync(put.objects?.[0]?.body ?? new Uint8Array()).toString()).toBe(text);
  });

  it("has a short key of a digest where the item's own is long", () => {
    const long = fitted({ pk: { S: "ä".repeat(1000) }, shot: { B: noise } }, { offload });
    expect(long.objects?.[0]?.key).toMatch(/^crawl\/pages\/[0-9a-f]{64}\/shot-[0-9a-f]{64}$/);
  });

  it("has a key for a binary key and for half a surrogate pair", () => {
    const odd = fitted(
      { pk: { S: "\ud800" }, sk: { B: Uint8Array.of(255) }, shot: { B: noise } },
      { offload },
    );
    expect(odd.objects?.[0]?.key).toMatch(/^crawl\/pages\/%EF%BF%BD\/_w\/shot-/);
  });
});

describe("an item is rejected", () => {
  it.each<[string, Item, Partial<OversizeRules>, string]>([
    [
      "that is over the limit",
      { html: { S: page } },
      {},
      "an item may have 4000 bytes, attribute names included; this one has 11014; oversize compresses attributes or puts them into S3",
    ],
    [
      "that does not get smaller",
      { shot: { B: noise } },
      { compress: ["shot"] },
      "an item may have 4000 bytes, attribute names included; this one has 5014; name more of its attributes in oversize",
    ],
    [
      "that is too large even so",
      { html: { S: page }, shot: { B: noise } },
      { compress: ["html"] },
      "this one has 16018, and",
    ],
    [
      "whose large attributes are neither text nor binary",
      { html: { L: [{ S: page }] } },
      { compress: ["html"], offload },
      "this one has 11018",
    ],
    [
      "that has an attribute named like the mark",
      { html: { S: page }, "html#encoding": { S: "utf-8" } },
      { compress: ["html"] },
      "html is to be packed, but the item has an attribute html#encoding already",
    ],
  ])("%s", (_what, item, rules, message) => {
    expect(() => fitted(item, rules)).toThrow(message);
  });
});
