import { setTimeout as delay } from "node:timers/promises";
import type { Control, EntityControl } from "../cutover/control/control";
import { type Cutover, cutover } from "../cutover/cutover";
import type { Ledger } from "../cutover/ledger/ledger";
import { initialControl } from "../cutover/process/initial-control";
import { keyText } from "../cutover/record-key";
import type { NewStore, OldStore, RecordMapping } from "../cutover/stores/store";
import type { Item } from "../migrations/items/item";
import type { RowObject } from "../migrations/items/row";
import { type Figure, median } from "./figure";

const calls = 100_000;
const rounds = 5;
/** How long a store takes to respond while latencies are compared, in milliseconds. */
const storeMs = 2;

/** The cost that the library adds to a call: CPU in the phase `old`, and latency through shadow comparison. */
export async function cutoverCost(): Promise<readonly Figure[]> {
  const old = new MapStore();
  const process = await start({ phase: "old" }, old);
  const users = process.entity<RowObject>("users");
  const row = { id: "a", name: "Ada" };
  await users.put(row);
  const reads = await added(
    () => old.read("a"),
    () => users.get("a"),
  );
  const writes = await added(
    () => old.write("a", row),
    () => users.put(row),
  );
  await process.close();
  const bare = await latency(0);
  const compared = await latency(1);
  return [
    { what: "cutover: CPU added to a read in the phase old", figure: `${reads.toFixed(4)} ms` },
    { what: "cutover: CPU added to a write in the phase old", figure: `${writes.toFixed(4)} ms` },
    {
      what: "cutover: read in shadow, no comparison, p50 / p99",
      figure: `${bare.p50.toFixed(2)} / ${bare.p99.toFixed(2)} ms`,
    },
    {
      what: "cutover: read in shadow, every read compared, p50 / p99",
      figure: `${compared.p50.toFixed(2)} / ${compared.p99.toFixed(2)} ms`,
    },
  ];
}

/** Milliseconds of CPU that a call takes more than a bare one: the median of the rounds. */
async function added(bare: () => Promise<unknown>, call: () => Promise<unknown>): Promise<number> {
  const differences: number[] = [];
  for (let round = 0; round < rounds; round++) differences.push((await cpuOf(call)) - (await cpuOf(bare)));
  return median(differences);
}

async function cpuOf(call: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let count = 0; count < calls; count++) await call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / calls;
}

async function latency(compareSample: number): Promise<{ readonly p50: number; readonly p99: number }> {
  const process = await start({ phase: "shadow", compareSample }, new MapStore(storeMs));
  const users = process.entity<RowObject>("users");
  const times: number[] = [];
  for (let count = 0; count < 1500; count++) {
    const started = performance.now();
    await users.get(`user-${count % 100}`);
    times.push(performance.now() - started);
  }
  await process.close();
  times.sort((a, b) => a - b);
  return { p50: times[times.length >> 1] ?? 0, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
}

function start(control: Partial<EntityControl>, old: MapStore): Promise<Cutover> {
  const entity = { ...initialControl("users"), mode: "dual", revision: 1, ...control } as const;
  const entities = { users: { old, new: new ItemStore(old.milliseconds), mapping } };
  return cutover({ control: fixedControl(entity), ledger: noLedger, entities });
}

const mapping: RecordMapping = {
  keyOf: (row) => row["id"] as string,
  itemsOf: (row) => [{ PK: { S: row["id"] as string }, name: { S: row["name"] as string } }],
  rowOf: ([item]) => item && { id: item["PK"]?.S, name: item["name"]?.S },
  droppedColumns: [],
};

class MapStore implements OldStore {
  private readonly rows = new Map<string, RowObject>();

  constructor(readonly milliseconds = 0) {}

  async read(key: string): Promise<RowObject | undefined> {
    if (this.milliseconds > 0) await delay(this.milliseconds);
    return this.rows.get(keyText(key));
  }

  write(key: string, row: RowObject): Promise<void> {
    this.rows.set(keyText(key), row);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.rows.delete(key);
    return Promise.resolve();
  }
}

class ItemStore implements NewStore {
  constructor(private readonly milliseconds: number) {}

  async read(): Promise<readonly Item[]> {
    if (this.milliseconds > 0) await delay(this.milliseconds);
    return [];
  }

  apply(): Promise<"applied"> {
    return Promise.resolve("applied");
  }
}

function fixedControl(entity: EntityControl): Control {
  const nothing = () => Promise.resolve();
  return {
    description: "memory",
    read: () => Promise.resolve(new Map([[entity.entity, entity]])),
    reports: () => Promise.resolve([]),
    history: () => Promise.resolve([]),
    ...{ change: nothing, report: nothing, leave: nothing, remove: nothing },
  };
}

const noLedger: Ledger = {
  description: "memory",
  add: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  // oxlint-disable-next-line typescript/require-await
  async *entries() {
    yield* [];
  },
};
