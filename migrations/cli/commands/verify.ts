import { join, resolve } from "node:path";
import { type TableVerification, verifyMigration } from "../../pipeline/verify";
import { verifyJson } from "../../report/json-report";
import { isSame, verifyText } from "../../report/verify-text";
import { checkTable } from "../../targets/check-tables";
import type { TargetTable } from "../../targets/target-table";
import type { Difference } from "../../verify/difference";
import { TableScan } from "../../verify/table-scan";
import { connect } from "../dynamodb";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import { keepVerification } from "../keep-verification";
import { LineList } from "../line-list";
import type { MigrationOptions } from "../migration-options";
import { openMigration } from "../open-migration";
import { makeObserver } from "../progress";
import type { Terminal } from "../terminal";

const listedDifferences = 20;
const listFile = "differences.jsonl";

/** `dynamodb-migrate verify`: compares the source with the tables, contents and both ways. */
export async function verify(file: string, options: MigrationOptions, terminal: Terminal): Promise<ExitCode> {
  const migration = await openMigration(file, options, terminal);
  const connection = connect(migration, options, terminal, 10);
  const { client, service, place } = connection;
  const list = new LineList<Difference>(
    resolve(terminal.cwd, options.runFolder, listFile),
    listedDifferences,
  );
  try {
    for (const entity of migration.definition.entities)
      await checkTable(client, migration.target.tables[entity.to] as TargetTable, place);
    const tables = await verifyMigration({
      ...migration,
      readerFor: (table) => new TableScan(service, table.name),
      entities: options.entity,
      onDifference: (difference) => list.add(difference),
      observer: makeObserver(terminal, { quiet: options.json ?? false }),
      signal: terminal.signal,
    });
    await keepVerification(tables, list.first, { migration, place: connection, options }, terminal);
    if (options.json) terminal.out(JSON.stringify(verifyJson(tables, list.first), null, 2));
    else verifyText(tables, list.first, join(options.runFolder, listFile)).forEach(terminal.error);
    return exitCodeFor(tables);
  } finally {
    await list.close();
    client.destroy();
  }
}

function exitCodeFor(tables: readonly TableVerification[]): ExitCode {
  const failure = tables.find((table) => table.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  const complete = tables.every((table) => isSame(table) && Object.keys(table.rejectedBy).length === 0);
  return complete ? exitCode.done : exitCode.incomplete;
}
