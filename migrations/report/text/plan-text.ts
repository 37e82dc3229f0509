import type { EntityPlan } from "../../pipeline/plan/plan";
import { listPrices, type Prices } from "../../pipeline/plan/prices";
import { type HotKey, partitionWriteUnits } from "../../pipeline/plan/write-unit-count";
import type { WorkersPlan } from "../../pipeline/plan/workers-plan";
import type { TableInspection } from "../../dynamodb/control/inspect-table";
import { byteSize, count, counted, dollars, duration } from "../quantity";
import { tablesText } from "./tables-text";
import { textTable } from "./text-table";

/** What a plan assumes, and what it found. */
export interface PlanTerms {
  /** Write units per second. */
  readonly rate?: number | undefined;
  readonly prices?: Prices;
  /** Absent if the tables were not asked. */
  readonly tables?: readonly TableInspection[] | undefined;
  /** Absent if one process would move the rows. */
  readonly workers?: WorkersPlan | undefined;
}

/** A plan for people. Of an entity that could not be read to its end only the reason is shown. */
export function planText(plans: readonly EntityPlan[], terms: PlanTerms = {}): string[] {
  const whole = plans.filter(({ failure }) => failure === undefined);
  const isWhole = whole.length === plans.length;
  return [
    ...(terms.tables ? tablesText(terms.tables) : []),
    ...(whole.length > 0 ? entitiesText(whole) : []),
    ...(isWhole ? totals(whole, terms) : []),
    ...(isWhole && terms.workers ? workersText(terms.workers) : []),
    ...plans.flatMap(({ entity, failure }) => (failure ? [`${entity}: ${failure.message}`] : [])),
  ];
}

function entitiesText(plans: readonly EntityPlan[]): string[] {
  const rows = plans.map((plan) => [
    plan.entity,
    ...[plan.tally.rows, plan.tally.written, plan.tally.skipped, plan.tally.rejected].map(count),
    byteSize(plan.bytes),
    byteSize(plan.largestItemBytes),
    count(plan.writeUnits),
    plan.table,
  ]);
  return [
    "Plan; nothing was written",
    ...textTable(
      ["entity", "rows", "items", "excluded", "rejected", "size", "largest", "write units", "table"],
      rows,
    ),
    ...plans.flatMap(indexLine),
    ...plans.flatMap((plan) => plan.hotKeys.map((hot) => hotKeyLine(plan, hot))),
    ...plans.flatMap(expiredLine),
    ...plans.flatMap(oversizeLines),
    ...plans.flatMap(rejectLines),
  ];
}

function indexLine(plan: EntityPlan): string[] {
  const indexes = Object.entries(plan.indexWriteUnits);
  if (indexes.length === 0) return [];
  return [
    `${plan.entity}: write units in indexes: ${indexes.map(([name, units]) => `${name} ${count(units)}`).join(", ")}`,
  ];
}

function expiredLine({ entity, expired, table }: EntityPlan): string[] {
  if (expired === 0) return [];
  return [
    `${entity}: the time to live of ${counted(expired, "item")} has passed already; ${table} will not keep them`,
  ];
}

function oversizeLines({ entity, oversize }: EntityPlan): string[] {
  const { compressed, offloaded, objects, objectBytes } = oversize;
  return [
    ...(compressed > 0 ? [`${entity}: ${counted(compressed, "item")} compressed to fit`] : []),
    ...(offloaded > 0
      ? [
          `${entity}: ${counted(offloaded, "item")} with attributes in S3: ${counted(objects, "object")}, ${byteSize(objectBytes)}`,
        ]
      : []),
  ];
}

function rejectLines(plan: EntityPlan): string[] {
  const more = plan.tally.rejected - plan.rejects.length;
  return [
    ...plan.rejects.map((reject) => `${plan.entity} ${placeOf(reject)}: ${reject.code}: ${reject.message}`),
    ...remedies(plan),
    ...(more > 0
      ? [
          `${plan.entity}: and ${counted(more, plan.tally.rows === plan.tally.read ? "more rejected row" : "more reject")}`,
        ]
      : []),
  ];
}

/** `row 2 (users.csv:3)`, `row 2 {"id":7}` or `row 2`. */
function placeOf({ row, sourceKey }: EntityPlan["rejects"][number]): string {
  const rowText = `row ${count(row)}`;
  if (sourceKey === undefined) return rowText;
  const { file, line } = sourceKey;
  return typeof file === "string" && typeof line === "number"
    ? `${rowText} (${file}:${line})`
    : `${rowText} ${JSON.stringify(sourceKey)}`;
}

function remedies({ rejects }: EntityPlan): string[] {
  const known = new Map(
    rejects.flatMap(({ code, remedy }) => (remedy === undefined ? [] : [[code, remedy]])),
  );
  return [...known].map(([code, remedy]) => `To fix ${code}: ${remedy}`);
}

function hotKeyLine({ entity }: EntityPlan, { index, key, units, share }: HotKey): string {
  const where = index === null ? "" : ` in ${index}`;
  return `${entity}: hot key${where}: ${key} takes ${count(units)} write units, ${Math.round(share * 100)} % of them; at ${count(partitionWriteUnits)} per second for one key, that takes ${duration(units / partitionWriteUnits)}`;
}

function totals(plans: readonly EntityPlan[], { rate, prices = listPrices }: PlanTerms): string[] {
  const total = (figure: (plan: EntityPlan) => number): number =>
    plans.reduce((sum, plan) => sum + figure(plan), 0);
  const pace = rate === undefined ? "the tables' initial capacity" : `${count(rate)} write units per second`;
  const list = prices.asOf === null ? "the prices given" : `us-east-1 list prices of ${prices.asOf}`;
  return [
    `Time at ${pace}: about ${duration(total((plan) => plan.seconds))}`,
    `Reads before the writes: ${counted(
      total((plan) => plan.readUnits),
      "read unit",
    )} if the tables are empty`,
    `Cost in all regions (${list}): ${dollars(total((plan) => plan.writeCost))} to write, ` +
      `${dollars(total((plan) => plan.readCost))} to read before, ` +
      `${dollars(total((plan) => plan.storageCostPerMonth))} a month to keep`,
  ];
}

function workersText({ workers, shards, sharedShards, cost }: WorkersPlan): string[] {
  const entities = Object.entries(shards);
  const listed = (numbers: WorkersPlan["shards"]): string =>
    Object.entries(numbers)
      .map(([entity, number]) => `${entity} ${count(number)}`)
      .join(", ");
  const idle = workers - entities.reduce((sum, [, number]) => sum + number, 0);
  return [
    `Shards for ${counted(workers, "worker")}: ${listed(shards)}`,
    ...(sharedShards ? [`Shards on several machines, without --split-tables: ${listed(sharedShards)}`] : []),
    ...(idle > 0 ? [`${counted(idle, "worker")} would have nothing to do: use fewer`] : []),
    `Cost of the workers on AWS Batch, with 1 vCPU and 2 GB each: ${dollars(cost)}; on this machine none`,
  ];
}
