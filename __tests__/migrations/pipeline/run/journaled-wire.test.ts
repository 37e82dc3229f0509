import { beforeEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../../../migrations/dynamodb/client/service-error";
import type { JournalEntry, NewEntry } from "../../../../migrations/run-store/journal/journal";
import { journalLines } from "../../../../migrations/run-store/journal/journal-line";
import { firstSum } from "../../../../migrations/run-store/journal/line-sum";
import { EarlierWrites } from "../../../../migrations/pipeline/run/earlier-writes";
import { JournaledWire, type JournaledTable } from "../../../../migrations/pipeline/run/journaled-wire";
import type { Item } from "../../../../migrations/items/item";
import { itemDigest } from "../../../../migrations/items/item-digest";
import type { Put, PutResponse, Wire } from "../../../../migrations/dynamodb/writer/wire";
import { putOf } from "../../dynamodb/writer/put-of";
import { newEntry, readEntry } from "../../run-store/journal/journal-entries";

const itemOf = (id: string, text: string): Item => ({ id: { S: id }, text: { S: text } });
const written = { kind: "written" };
const bytesOf = (entry: NewEntry): number => journalLines([entry], firstSum).bytes.length;

/** A table in memory; what is done right before or right after a request can be said. */
class Table implements Wire {
  readonly items = new Map<string, Item>();
  readonly journal: JournalEntry[] = [];
  requests = 0;
  /** Keys of each lookup. */
  readonly lookups: number[] = [];
  now = 0;
  isConditional = false;
  before: (() => void) | undefined;
  after: (() => void) | undefined;

  put(puts: readonly Put[]): Promise<PutResponse> {
    this.requests++;
    this.before?.();
    const outcomes = puts.map(({ item }): PutResponse["outcomes"][number] => {
      const stored = this.items.get(item["id"]?.S ?? "");
      if (this.isConditional && stored) return { kind: "exists", stored };
      this.items.set(item["id"]?.S ?? "", item);
      return { kind: "written" };
    });
    this.after?.();
    return Promise.resolve({ outcomes });
  }

  hold(...items: Item[]): void {
    for (const item of items) this.items.set(item["id"]?.S ?? "", item);
  }

  /** What a process writes through. @param entries that earlier processes have journaled */
  wire(changes: Partial<JournaledTable> = {}, entries: readonly JournalEntry[] = []): JournaledWire {
    return new JournaledWire(this, { ...settings(this, entries), ...changes });
  }
}

function settings(table: Table, entries: readonly JournalEntry[]): JournaledTable {
  return {
    ...{ name: "notes", keyNames: ["id"], keepsExisting: true },
    reader: {
      find: (_, keyTexts) => {
        table.lookups.push(keyTexts.length);
        const found = keyTexts.flatMap((text) => {
          const item = table.items.get((JSON.parse(text) as { id: { S: string } }).id.S);
          return item ? [[text, item] as const] : [];
        });
        return Promise.resolve(new Map(found));
      },
    },
    journal: { append: (some) => Promise.resolve(void table.journal.push(...some.map(readEntry))) },
    now: () => table.now,
    earlier: new EarlierWrites(entries),
  };
}

describe("JournaledWire", () => {
  let table: Table;
  beforeEach(() => {
    table = new Table();
  });
  const mine = itemOf("a", "mine");
  const theirs = itemOf("a", "theirs");
  const outcomes = async (wire: JournaledWire, ...items: Item[]) =>
    (await wire.put(items.map(putOf))).outcomes;

  it("writes an item that does not exist, after it was journaled", async () => {
    table.before = () => expect(table.journal).toHaveLength(1);
    expect(await outcomes(table.wire(), mine)).toEqual([written]);
    expect(table.journal).toEqual([{ table: "notes", key: { id: { S: "a" } }, wrote: itemDigest(mine) }]);
  });

  it("leaves another client's item where it is, and journals and sends nothing", async () => {
    table.hold(theirs);
    expect(await outcomes(table.wire(), mine)).toEqual([{ kind: "exists", stored: theirs }]);
    expect([table.requests, table.journal]).toEqual([0, []]);
  });

  it("replaces it if it may, and journals what it was", async () => {
    table.hold(theirs);
    expect(await outcomes(table.wire({ keepsExisting: false }), mine)).toEqual([written]);
    expect(table.items.get("a")).toEqual(mine);
    expect(table.journal).toMatchObject([{ wrote: itemDigest(mine), before: theirs }]);
  });

  it("keeps the order of outcomes if only some items are sent", async () => {
    table.hold(itemOf("b", "theirs"));
    const found = await outcomes(table.wire(), mine, itemOf("b", "mine"), itemOf("c", "mine"));
    expect(found.map(({ kind }) => kind)).toEqual(["written", "exists", "written"]);
  });

  it.each([true, false])(
    "counts an item that an earlier process has sent as written, and does not send it again (existing kept: %s)",
    async (keepsExisting) => {
      await outcomes(table.wire({ keepsExisting }), mine);
      const entries = table.journal.splice(0);
      expect(await outcomes(table.wire({ keepsExisting }, entries), mine)).toEqual([written]);
      expect([table.requests, table.journal]).toEqual([1, []]);
    },
  );

  it.each([true, false])(
    "replaces what an earlier process has sent with other contents, and journals it (existing kept: %s)",
    async (keepsExisting) => {
      await outcomes(table.wire({ keepsExisting }), itemOf("a", "old"));
      const entries = table.journal.splice(0);
      const conditional = new Table();
      conditional.isConditional = true;
      const again = new JournaledWire(conditional, {
        ...settings(table, entries),
        keepsExisting,
        replacing: table,
      });
      expect(await outcomes(again, mine)).toEqual([written]);
      expect([table.items.get("a"), conditional.requests]).toEqual([mine, 0]);
      expect(table.journal).toMatchObject([{ wrote: itemDigest(mine), before: itemOf("a", "old") }]);
    },
  );

  it("takes the same item of another client for that client's, if the run never sent it", async () => {
    table.hold(mine);
    expect(await outcomes(table.wire(), mine)).toEqual([{ kind: "exists", stored: mine }]);
  });

  it("takes the same item for written while the lost bytes of the journal can hold its entry", async () => {
    await outcomes(table.wire(), mine, itemOf("b", "mine"));
    const length = bytesOf(newEntry(table.journal[0] as JournalEntry));
    const sent = table.journal.splice(0);
    const wire = (lostBytes: number, entries: readonly JournalEntry[] = []) =>
      table.wire({ earlier: new EarlierWrites(entries, { bytes: lostBytes, bytesOf }) });
    const kinds = async (of: JournaledWire) =>
      (await outcomes(of, mine, itemOf("b", "mine"))).map(({ kind }) => kind);
    expect(await kinds(wire(0))).toEqual(["exists", "exists"]);
    expect(await kinds(wire(1))).toEqual(["written", "exists"]);
    expect(await kinds(wire(length))).toEqual(["written", "exists"]);
    expect(await kinds(wire(length + 1))).toEqual(["written", "written"]);
    const refused = sent.map((entry): JournalEntry => ({ ...entry, isVoid: true }));
    expect(await kinds(wire(1000, [...sent, ...refused]))).toEqual(["exists", "exists"]);
    expect([table.requests, table.journal]).toEqual([1, []]);
  });

  it("keeps an item of another client that differs, whatever the journal has lost", async () => {
    table.hold(theirs);
    const wire = table.wire({ earlier: new EarlierWrites([], { bytes: 1000, bytesOf }) });
    expect(await outcomes(wire, mine)).toEqual([{ kind: "exists", stored: theirs }]);
  });

  it("takes an item for the run's own that a kill left in flight and that arrives after the read", async () => {
    table.isConditional = true;
    const entries = [{ table: "notes", key: { id: { S: "a" } }, wrote: itemDigest(mine) }];
    table.before = () => table.hold(mine);
    expect(await outcomes(table.wire({}, entries), mine)).toEqual([written]);
  });

  it("counts an item as written whose response was lost, when it is sent again", async () => {
    const wire = table.wire();
    table.after = () => {
      throw new ServiceError("transient", "ECONNRESET", "lost");
    };
    const put = putOf(mine);
    await expect(wire.put([put])).rejects.toThrow("lost");
    expect((await wire.put([put])).outcomes).toEqual([written]);
    expect([table.requests, table.journal.length]).toEqual([1, 1]);
  });

  describe("after a lookup", () => {
    let puts: Put[];
    beforeEach(() => {
      puts = ["a", "b", "c"].map((id) => putOf(itemOf(id, "mine")));
    });

    it("journals all that were looked up before the first is sent, and reads nothing again", async () => {
      const wire = table.wire();
      const lookup = await wire.look(puts);
      expect([table.journal.length, table.requests]).toEqual([3, 0]);
      await wire.put(puts.slice(0, 2), lookup);
      await wire.put(puts.slice(2), lookup);
      expect([table.journal.length, table.lookups, table.items.size]).toEqual([3, [3], 3]);
    });

    it("leaves another client's item that was found where it is", async () => {
      table.hold(itemOf("b", "theirs"));
      const wire = table.wire();
      const { outcomes: found } = await wire.put(puts, await wire.look(puts));
      expect(found.map(({ kind }) => kind)).toEqual(["written", "exists", "written"]);
      expect(table.journal.map(({ key }) => key["id"]?.S)).toEqual(["a", "c"]);
    });

    it("reads again what was looked up a second ago", async () => {
      const wire = table.wire();
      const lookup = await wire.look(puts);
      table.hold(itemOf("b", "theirs"));
      table.now = 1000;
      const { outcomes: found } = await wire.put(puts, lookup);
      expect(found.map(({ kind }) => kind)).toEqual(["written", "exists", "written"]);
      expect([table.lookups, table.items.get("b")]).toEqual([[3, 3], itemOf("b", "theirs")]);
    });

    it("relies on what was looked up less than a second ago", async () => {
      const wire = table.wire();
      const lookup = await wire.look(puts);
      table.now = 999;
      await wire.put(puts, lookup);
      expect(table.lookups).toEqual([3]);
    });
  });

  it("looks again before a request is repeated", async () => {
    const wire = table.wire();
    table.before = () => {
      throw new ServiceError("throttled", "ThrottlingException", "later");
    };
    await expect(outcomes(wire, mine)).rejects.toThrow("later");
    table.hold(theirs);
    expect(await outcomes(wire, mine)).toEqual([{ kind: "exists", stored: theirs }]);
    expect(table.items.get("a")).toEqual(theirs);
  });

  it("journals again what another client has written before a repeated request replaces it", async () => {
    const wire = table.wire({ keepsExisting: false });
    table.before = () => {
      throw new ServiceError("throttled", "ThrottlingException", "later");
    };
    await expect(outcomes(wire, mine)).rejects.toThrow("later");
    table.before = undefined;
    table.hold(theirs);
    await outcomes(wire, mine);
    expect(table.journal.map(({ before }) => before)).toEqual([undefined, theirs]);
  });

  it("cancels the entry of an item that was refused since another client was quicker", async () => {
    table.isConditional = true;
    table.before = () => table.hold(theirs);
    expect(await outcomes(table.wire(), mine)).toEqual([{ kind: "exists", stored: theirs }]);
    expect(table.journal.map(({ isVoid }) => isVoid)).toEqual([undefined, true]);
    expect(new EarlierWrites(table.journal).has("notes", mine, ["id"])).toBe(false);
  });

  it("takes the same item for the run's own if no journal is kept", async () => {
    table.hold(mine, itemOf("b", "theirs"));
    const found = await outcomes(table.wire({ journal: undefined }), mine, itemOf("b", "mine"));
    expect(found.map(({ kind }) => kind)).toEqual(["written", "exists"]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "keeps an attribute that is called %s",
    async (name) => {
      const odd = (text: string) => JSON.parse(`{"id":{"S":"a"},"${name}":{"S":"${text}"}}`) as Item;
      table.hold(odd("theirs"));
      await outcomes(table.wire({ keepsExisting: false }), odd("mine"));
      expect(table.journal[0]?.before).toEqual(odd("theirs"));
      expect(table.journal[0]?.wrote).not.toBe(itemDigest(itemOf("a", "mine")));
    },
  );
});
