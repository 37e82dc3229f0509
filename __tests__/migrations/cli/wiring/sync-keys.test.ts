import { expect, it } from "vitest";
import { ChangedKeys } from "../../../../migrations/cli/wiring/sync-keys";
import type { SyncState } from "../../../../migrations/run-store/sync/sync-state";
import type { ScratchFile } from "../../../../migrations/seen-keys/scratch";
import { keyDigest } from "../../../../migrations/seen-keys/key-digest";

const count = 40_000;
const keys = Array.from({ length: count }, (_, index) => keyDigest(`n${index}`));

function stateOf(changed: number): SyncState {
  const figures = { items: 0, keyBytes: 0, earlier: 0, unchanged: 0, conflicts: 0, vanished: 0 };
  const table = { id: "notes", table: "shop-dev-notes", changed, ...figures };
  return { formatVersion: 1, basedOn: [], deletes: false, tables: [table], unchanged: [] };
}

function open(digests: readonly string[]): ChangedKeys {
  const bytes = Buffer.concat(digests.map((digest) => Buffer.from(digest, "base64url")));
  const file: ScratchFile = {
    write: () => {},
    read: (into, position) => void bytes.copy(into, 0, position, position + into.length),
    close: () => {},
  };
  return ChangedKeys.open(stateOf(digests.length), { create: () => file, open: () => file }, undefined);
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

it("has the keys that are to be written, and no others", () => {
  const changed = open(keys.slice(0, 5000).toSorted());
  expect(keys.filter((digest) => changed.has("notes", digest))).toEqual(keys.slice(0, 5000));
  expect(changed.has("tags", keys[0] as string)).toBe(false);
  changed.close();
});

it("takes keys in their order at about the cost of keys in any order", () => {
  const inBytes = keys.toSorted((one, other) =>
    Buffer.from(one, "base64url").compare(Buffer.from(other, "base64url")),
  );
  open(keys).close();
  const anyOrder = cpuMs(() => open(keys).close());
  expect(cpuMs(() => open(inBytes).close())).toBeLessThan(8 * anyOrder + 200);
});
