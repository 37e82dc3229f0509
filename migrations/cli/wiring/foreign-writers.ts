import { type RowsFrom } from "../../sources/source";
import type { CutoverStepOptions } from "../options/cutover-options";
import type { ProcessContext } from "../process-context";
import { openMigration } from "./open-migration";
import type { SourceKind } from "../../definition/definition-schema";

/**
 * After the flip: how to keep others from writing to the old store. The application itself still writes there, until
 * new-only.
 */
export async function flipNotes(
  file: string,
  entity: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<readonly string[]> {
  const head = "Keep every writer but the application's own user out of the old store:";
  const migration = await openMigration(file, { ...options, entity: [entity] }, context).catch(
    () => undefined,
  );
  if (!migration) return [];
  const from = migration.definition.entities.find(({ name }) => name === entity)?.from;
  const lines = revocations(migration.definition.source.kind, tablesOf(from));
  return [head, ...lines.map((line) => `  ${line}`)];
}

function tablesOf(from: RowsFrom | undefined): string[] {
  const { table, tables } = (from ?? {}) as { readonly table?: string; readonly tables?: readonly string[] };
  return table === undefined ? [...(tables ?? [])] : [table];
}

function revocations(kind: SourceKind, tables: readonly string[]): string[] {
  const named = tables.length > 0 ? tables : ["<table>"];
  if (kind === "mysql")
    return named.map((table) => `REVOKE INSERT, UPDATE, DELETE ON \`${table}\` FROM '<other user>'@'%';`);
  if (kind === "postgres")
    return named.map((table) => `REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ${table} FROM "<other role>";`);
  if (kind === "dynamodb")
    return [
      "deny dynamodb:PutItem, UpdateItem, DeleteItem and BatchWriteItem on the old table to other roles",
    ];
  return ["make the file writable for the application's user only: chmod go-w <file>"];
}
