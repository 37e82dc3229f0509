import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sharedKeys } from "../../../../migrations/pipeline/shards/shared-keys";
import { keyDigest } from "../../../../migrations/seen-keys/key-digest";

it("the keys of several shards are those of more than one shard of the same table", async () => {
  const shard = fc.tuple(fc.constantFrom("a", "b"), fc.uniqueArray(fc.nat(8)));
  await fc.assert(
    fc.asyncProperty(fc.array(shard, { maxLength: 5 }), async (all) => {
      const shards = all.map(([table, keys]) => ({
        table,
        digests: () => Readable.from(keys.map((key) => Buffer.from(keyDigest(String(key)), "base64url"))),
      }));
      const expected = ["a", "b"].flatMap((table) => {
        const keys = all.filter(([name]) => name === table).flatMap(([, own]) => own);
        const shared = keys
          .filter((key, index) => keys.indexOf(key) !== index)
          .map((key) => keyDigest(String(key)));
        return shared.length > 0 ? [[table, new Set(shared)] as const] : [];
      });
      expect(await sharedKeys(shards)).toEqual(new Map(expected));
    }),
  );
});
