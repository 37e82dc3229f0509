import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReadRate } from "../../../../migrations/dynamodb/rate/read-rate";
import { accessOf } from "../../../../migrations/dynamodb/client/endpoint";
import type { Caller } from "../../../../migrations/dynamodb/client/caller";
import { DynamoDbService } from "../../../../migrations/dynamodb/client/dynamodb-service";
import { localClient } from "../../../../migrations/local/local-client";
import type { Item } from "../../../../migrations/items/item";
import { TableScan } from "../../../../migrations/dynamodb/reader/table-scan";
import { findDynalite } from "../../../emulators/dynalite";
import { findDynamoDbLocal } from "../../../emulators/dynamodb-local";
import type { Emulator } from "../../../emulators/emulator";
import { describeWith } from "../../../emulators/real-part";
import { Clock } from "../rate/clock";
import { useWorkspace } from "../../cli/workspace";
import { type Called, fakeService } from "../fake-service";

let clock: Clock;
beforeEach(() => {
  clock = new Clock();
});

const rateOf = (unitsPerSecond: number): ReadRate =>
  new ReadRate({ now: clock.now, sleep: clock.sleep, unitsPerSecond });
const secondsPassed = (): number => (clock.time - 1000) / 1000;

/** A page that was answered. */
interface Answered {
  readonly units: number;
  /** Units that could be consumed until it was sent, and those of the pages answered by then. */
  readonly allowed: number;
  readonly consumed: number;
}

/** A service that keeps what it counted of every page. */
function counting(service: Caller, unitsPerSecond: number, answered: Answered[]): Caller {
  let total = 0;
  return {
    call: async (operation, body, signal) => {
      const [allowed, consumed] = [secondsPassed() * unitsPerSecond, total];
      const answer = await service.call(operation, body, signal);
      const { ConsumedCapacity } = answer.json as { ConsumedCapacity: { CapacityUnits: number } };
      total += ConsumedCapacity.CapacityUnits;
      answered.push({ units: ConsumedCapacity.CapacityUnits, allowed, consumed });
      return answer;
    },
  };
}

async function itemsIn(scan: TableScan): Promise<number> {
  let items = 0;
  for await (const page of scan.scan()) items += page.length;
  return items;
}

describeWith("a scan of DynamoDB Local with a rate", findDynamoDbLocal, keepsToItsRate);
describeWith("a scan of dynalite with a rate", findDynalite, keepsToItsRate);

function keepsToItsRate(emulator: Emulator): void {
  const shop = useWorkspace(emulator, {});
  const client = (): ReturnType<typeof localClient> => localClient(shop().endpoint);
  let service: DynamoDbService;

  beforeAll(() => {
    service = new DynamoDbService(accessOf(client()), { now: Date.now });
  });
  afterAll(() => service.close());
  // From 50 bytes to 8 KB, and some of 40 KB: about 3 MB altogether.
  beforeEach(async () => {
    const bytes = (index: number): number => (index % 50 === 0 ? 40_000 : (index * 37) % 8000);
    const items = Array.from({ length: 600 }, (_, index): Item => {
      return { id: { S: `u${index}` }, text: { S: "x".repeat(bytes(index)) } };
    });
    await shop().makeOldTable("users", items);
  });

  it.each([
    [5, 4],
    [50, 1],
    [1000, 8],
  ])(
    "sends no page before those answered are worked off, at %i units a second in %i segments",
    async (unitsPerSecond, segments) => {
      const answered: Answered[] = [];
      const rate = rateOf(unitsPerSecond);
      const scan = new TableScan(counting(service, unitsPerSecond, answered), "users", { segments, rate });
      expect(await itemsIn(scan)).toBe(600);
      expect(answered.length).toBeGreaterThan(50);
      expect(answered.filter(({ allowed, consumed }) => consumed > allowed)).toEqual([]);
    },
  );
}

describe("a scan with a rate", () => {
  const itemsPerSegment = 2000;

  /** A table of items of 400 bytes. */
  function pages({ body }: Called): object {
    const begin = Number((body["ExclusiveStartKey"] as Item | undefined)?.["at"]?.N ?? 0);
    const end = Math.min(itemsPerSegment, begin + (body["Limit"] as number));
    return {
      Items: Array.from({ length: end - begin }, () => ({ id: { S: "x".repeat(398) } })),
      ConsumedCapacity: { CapacityUnits: Math.ceil(((end - begin) * 400) / 4096) },
      ...(end < itemsPerSegment && { LastEvaluatedKey: { at: { N: String(end) } } }),
    };
  }

  it.each([
    [1, 1],
    [20, 4],
    [500, 4],
  ])(
    "comes near its rate, and gets no more at once than a page, at %i units a second",
    async (unitsPerSecond, segments) => {
      const answered: Answered[] = [];
      const service = counting(fakeService(pages), unitsPerSecond, answered);
      const scan = new TableScan(service, "users", { segments, rate: rateOf(unitsPerSecond) });
      expect(await itemsIn(scan)).toBe(itemsPerSegment * segments);
      const units = answered.reduce((sum, page) => sum + page.units, 0);
      expect(units / secondsPassed() / unitsPerSecond).toBeCloseTo(1, 1);
      expect(Math.max(...answered.map((page) => page.units))).toBe(
        Math.max(unitsPerSecond / 10, Math.min(10, unitsPerSecond)),
      );
    },
  );
});
