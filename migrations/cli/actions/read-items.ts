import { ScanSegment } from "../../dynamodb/reader/scan-segment";
import { queryItems } from "../../dynamodb/reader/query-items";
import { TableItems } from "../../dynamodb/writer/table-items";
import { problemText } from "../../dynamodb/client/problem-text";
import { asTemplate } from "../../definition/change-file";
import { InterruptedError, messageOf, RunnerError, UnreachableError, UsageError } from "../../errors";
import type { Item } from "../../items/item";
import { itemJson } from "../../items/item-json";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { unmarshal } from "../../items/unmarshal";
import { loadCel } from "../../mapping/expression";
import { compileItemChange, type CompiledChange } from "../../mapping/item-change";
import { FailureCheck } from "../../pipeline/in-place/find-items";
import { type ScannedItems, scanItems } from "../../pipeline/inspect/scan-items";
import { itemsText, scanText, totalOf } from "../../report/text/scan-text";
import { exitCode, type ExitCode } from "../exit-code";
import type {
  CountOptions,
  QueryOptions,
  ReadItemsOptions,
  ScanOptions,
} from "../options/read-items-options";
import { printJson } from "../output/print-json";
import { makeObserver } from "../output/progress";
import type { ProcessContext } from "../process-context";
import type { ChosenTable } from "../wiring/chosen-table";
import { keyConditions, queryOf } from "../wiring/key-conditions";
import { readRate } from "../wiring/read-rate";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { chooseByName } from "../wiring/table-by-name";

type IsWanted = CompiledChange["isWanted"];

/** `tables get`: one item by its key. */
export function getItem(
  name: string,
  key: readonly string[],
  options: ReadItemsOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  return onTable(name, options, context, async ({ table }, access) => {
    const wanted = keyConditions(key, table).map(({ name: attribute, operator, values: [value] }) => {
      if (operator === "=" && value) return [attribute, value] as const;
      throw new UsageError(
        "key-condition-invalid",
        `tables get takes the whole key, such as ${keyExample(table)}`,
      );
    });
    const names = keyAttributes(table).map((one) => one.name);
    if (wanted.length !== names.length || !names.every((one) => wanted.some(([given]) => given === one)))
      throw new UsageError(
        "key-condition-invalid",
        `tables get takes the whole key, such as ${keyExample(table)}`,
      );
    const reader = new TableItems(access.service, access.retryPolicy, context.signal);
    const [item] = await reader.get(table.name, [Object.fromEntries(wanted)]);
    show(table, item ? [item] : [], true, options, context);
    return item ? exitCode.done : exitCode.incomplete;
  });
}

/** `tables query`: items of one partition of a table or an index. */
export function queryTable(
  name: string,
  conditions: readonly string[],
  options: QueryOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  return onTable(name, options, context, async ({ table }, access) => {
    const query = queryOf(table, conditions, options);
    const isWanted = await filterOf(options.where, table, context);
    const found: Item[] = [];
    for await (const items of queryItems(access.service, query, context.signal)) {
      found.push(...items.filter((item) => holds(isWanted, item)));
      if (found.length > options.limit) break;
    }
    const isComplete = found.length <= options.limit;
    show(table, found.slice(0, options.limit), isComplete, options, context);
    return exitCode.done;
  });
}

/** `tables scan` and `find`: the first items that match. */
export function findItems(name: string, options: ScanOptions, context: ProcessContext): Promise<ExitCode> {
  return onTable(name, options, context, async (chosen, access) => {
    const scanned = await scan(chosen, access, options, options.limit, context);
    show(chosen.table, scanned.found, scanned.isComplete, options, context);
    if (!options.json) scanText(scanned).forEach(context.error);
    return scanned.failed > 0 ? exitCode.incomplete : exitCode.done;
  });
}

/** `tables count` and `count`: how many items match, by segment. */
export function countItems(name: string, options: CountOptions, context: ProcessContext): Promise<ExitCode> {
  return onTable(name, options, context, async (chosen, access) => {
    const scanned = await scan(chosen, access, options, undefined, context);
    const { segments, failed, largest } = scanned;
    const largestPartitions = largest.map(({ key, units }) => ({ key, items: units }));
    const body = {
      table: chosen.table.name,
      ...totalOf(scanned),
      failed,
      segments: [...segments],
      largestPartitions,
    };
    if (options.json) printJson("item-count", body, context);
    else scanText(scanned).forEach(context.error);
    return failed > 0 ? exitCode.incomplete : exitCode.done;
  });
}

async function onTable(
  name: string,
  options: ReadItemsOptions,
  context: ProcessContext,
  work: (chosen: ChosenTable, access: TableAccess) => Promise<ExitCode>,
): Promise<ExitCode> {
  const access = await openTableAccess(options, context, false);
  try {
    return await work(await chooseByName(access, name), access);
  } catch (error) {
    if (context.signal.aborted && !(error instanceof RunnerError)) throw new InterruptedError("interrupted");
    throw error;
  } finally {
    access.client.destroy();
  }
}

async function scan(
  { table, description }: ChosenTable,
  { service }: TableAccess,
  options: CountOptions,
  limit: number | undefined,
  context: ProcessContext,
): Promise<ScannedItems> {
  const { segments: totalSegments, readRate: asked, where } = options;
  const rate = readRate(asked);
  const isWanted = await filterOf(where, table, context);
  const check = new FailureCheck();
  const segments = Array.from(
    { length: totalSegments },
    (_, segment) =>
      new ScanSegment(service, { table: table.name, segment, totalSegments, rate: rate?.segment() }),
  );
  const observer = makeObserver(context, { quiet: options.json ?? false });
  observer.started(table.name, `scan of ${table.name}`, "the items that match");
  const total = description.ItemCount ?? 0;
  try {
    return await scanItems({
      ...{ segments: totalSegments, partitionKey: table.partitionKey.name, limit, signal: context.signal },
      page: (segment, after, signal) => (segments[segment] as ScanSegment).page(after, signal),
      isWanted: (row) => {
        const wanted = isWanted(row);
        check.take(wanted);
        return wanted;
      },
      onProgress: (rows) =>
        observer.progressed(table.name, {
          rows,
          unit: "item",
          total: total > 0 ? Math.max(total, rows) : undefined,
        }),
    });
  } catch (cause) {
    if (cause instanceof RunnerError || context.signal.aborted) throw cause;
    const problem = problemText(cause, { action: "dynamodb:Scan", table: table.name });
    throw new UnreachableError("table-unreadable", `table ${table.name} cannot be read: ${problem}`, {
      cause,
    });
  } finally {
    observer.ended(table.name, { rows: 0, read: 0, written: 0, skipped: 0, rejected: 0, rejectedBy: {} });
  }
}

async function filterOf(
  where: string | undefined,
  table: TargetTable,
  { env }: ProcessContext,
): Promise<IsWanted> {
  if (where === undefined) return () => true;
  try {
    const rules = { where: asTemplate(where), change: "delete" } as const;
    return compileItemChange(rules, table, env, await loadCel()).isWanted;
  } catch (cause) {
    throw new UsageError("change-invalid", `--where ${where}: ${messageOf(cause)}`, { cause });
  }
}

/** @throws UsageError if the filter cannot be evaluated */
function holds(isWanted: IsWanted, item: Item): boolean {
  const wanted = isWanted(unmarshal(item));
  if (typeof wanted === "boolean") return wanted;
  throw new UsageError("change-invalid", `--where: ${wanted.message}`);
}

function show(
  table: TargetTable,
  items: readonly Item[],
  isComplete: boolean,
  { json }: ReadItemsOptions,
  context: ProcessContext,
): void {
  if (json) {
    const plain = items.map((item) => itemJson(item) as Record<string, unknown>);
    printJson("items", { table: table.name, items: plain, isComplete }, context);
  } else if (items.length === 0) context.error("No item found");
  else itemsText(items).forEach(context.error);
}

function keyExample(table: TargetTable): string {
  return keyAttributes(table)
    .map(({ name }) => `${name}=…`)
    .join(" ");
}
