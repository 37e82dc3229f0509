import { UsageError } from "../../errors";
import { previewRows } from "../../pipeline/read/preview";
import { previewText } from "../../report/text/preview-text";
import { exitCode, type ExitCode } from "../exit-code";
import type { MigrationOptions } from "../options/migration-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { openMigration } from "../wiring/open-migration";

export interface PreviewOptions extends MigrationOptions {
  readonly row?: string;
}

const defaultRows = 3;

/** `dynamodb-migrate preview`: reads the first rows of each entity, and shows what they become. */
export async function preview(
  file: string,
  options: PreviewOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const where = options.row === undefined ? undefined : columnAndValue(options.row);
  const migration = await openMigration(file, options, context);
  const entities = await previewRows({
    ...migration,
    entities: options.entity,
    limit: options.limit ?? defaultRows,
    where,
    signal: context.signal,
  });
  if (options.json) printJson("preview", { entities }, context);
  else previewText(entities).forEach(context.error);
  const outcomes = entities.flatMap(({ rows }) => rows.flatMap((row) => row.outcomes));
  return outcomes.some(({ kind }) => kind === "rejected") ? exitCode.incomplete : exitCode.done;
}

/** Reads `--row`. @throws UsageError */
export function columnAndValue(text: string): { readonly column: string; readonly value: string } {
  const at = text.indexOf("=");
  if (at > 0) return { column: text.slice(0, at), value: text.slice(at + 1) };
  throw new UsageError(
    "row-invalid",
    `--row must be <column>=<value>, such as id=7, got ${JSON.stringify(text)}`,
  );
}
