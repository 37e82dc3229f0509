import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { LocatedDocument } from "../../../yaml-file";
import type { Definition } from "../../definition/definition";
import { TableScan } from "../../dynamodb/reader/table-scan";
import { UsageError } from "../../errors";
import { keySchemaText } from "../../items/target-table";
import { loadCel } from "../../mapping/expression";
import type { Difference } from "../../pipeline/verify/difference";
import { verifyMigration } from "../../pipeline/verify/verify";
import { verifyJson } from "../../report/json-report";
import { diffText } from "../../report/text/diff-text";
import { isSame } from "../../report/text/verify-text";
import { DynamoDbSource } from "../../sources/dynamodb/dynamodb-source";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import type { TableCommandOptions } from "../options/table-options";
import { LineList } from "../output/line-list";
import { printJson } from "../output/print-json";
import { makeObserver } from "../output/progress";
import type { ProcessContext } from "../process-context";
import { readRate } from "../wiring/read-rate";
import { ScratchFolder } from "../wiring/scratch-folder";
import { openSide, type TableSide } from "../wiring/table-side";

export interface DiffOptions extends TableCommandOptions {
  readonly readRate?: number;
  readonly segments: number;
}

const listedDifferences = 20;
const listFile = "differences.jsonl";

/** `dynamodb-migrate diff`: compares the items of two tables. */
export async function diff(
  first: string,
  second: string,
  options: DiffOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const sides: TableSide[] = [];
  try {
    for (const text of [first, second]) sides.push(await openSide(text, options, context));
    const [one, other] = sides as [TableSide, TableSide];
    refuseOtherKeys(one, other);
    return await compare(one, other, options, context);
  } finally {
    for (const { connection } of sides) connection.client.destroy();
  }
}

/** @throws UsageError */
function refuseOtherKeys(one: TableSide, other: TableSide): void {
  const [ours, theirs] = [keySchemaText(one.table), keySchemaText(other.table)];
  if (ours === theirs) return;
  throw new UsageError(
    "key-differs",
    `${one.shown} has the key (${ours}), and ${other.shown} has the key (${theirs}); only tables with the same key can be compared`,
  );
}

async function compare(
  one: TableSide,
  other: TableSide,
  options: DiffOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { segments } = options;
  const list = new LineList<Difference>(resolve(context.cwd, options.runFolder, listFile), listedDifferences);
  try {
    const [result] = await verifyMigration({
      definition: definitionOf(one, other),
      target: targetOf(other),
      source: new DynamoDbSource(one.connection.service, one.connection.place, {
        ...{ segments, makeRate: () => readRate(options.readRate) },
      }),
      ...{ compile: await loadCel(), env: context.env, now: context.now, signal: context.signal },
      scratch: new ScratchFolder(resolve(context.cwd, options.runFolder)),
      readerFor: (table) =>
        new TableScan(other.connection.service, table.name, { segments, rate: readRate(options.readRate) }),
      isLive: true,
      onDifference: (difference) => list.add(difference),
      observer: makeObserver(context, { quiet: options.json ?? false }),
    });
    const tables = result ? [result] : [];
    if (options.json) printJson("verify", verifyJson(tables, list.first), context);
    else if (result)
      diffText(result, list.first, {
        first: one.shown,
        second: other.shown,
        listFile: join(options.runFolder, listFile),
      }).forEach(context.error);
    const failure = result?.failure;
    if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
    return tables.every(isSame) ? exitCode.done : exitCode.incomplete;
  } finally {
    list.close();
  }
}

function definitionOf(one: TableSide, other: TableSide): Definition {
  return {
    ...{ name: "diff", fileName: "diff", source: { kind: "dynamodb", location: one.connection.place } },
    entities: [
      { name: one.table.name, from: { table: one.table.name }, to: other.table.name, omitNull: false },
    ],
    fingerprint: createHash("sha256").update(`${one.shown}\n${other.shown}`).digest("hex"),
    document: LocatedDocument.parse("diff", ""),
  };
}

/** Time to live is not judged: both tables are compared as they are. */
function targetOf({ table, connection: { region } }: TableSide) {
  const none = { formatVersion: 1, service: "", environment: "", role: "primary" } as const;
  return { ...none, region, tables: { [table.name]: { ...table, ttlAttribute: null } } };
}
