import { createMissingTable } from "../../dynamodb/control/create-missing-table";
import { UsageError } from "../../errors";
import { differenceOf } from "../../local/table-difference";
import { exitCode, type ExitCode } from "../exit-code";
import type { TableCommandOptions } from "../options/table-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { polling } from "../wiring/polling";
import { openTableAccess } from "../wiring/table-access";
import { type CreationOptions, tableCreations } from "../wiring/table-creations";

export interface CreateOptions extends TableCommandOptions, CreationOptions {}

/** `tables create`: creates tables that do not exist, without Terraform. */
export async function createTables(
  names: readonly string[],
  options: CreateOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const creations = await tableCreations(names, options, context);
  const access = await openTableAccess(options, context, false);
  try {
    const tables: { table: string; outcome: "created" | "present" }[] = [];
    for (const creation of creations) {
      const { TableName: table } = creation.input;
      const present = await createMissingTable(access.client, creation, polling(`table ${table}`, context));
      const difference = present && differenceOf(creation.input, present);
      if (difference)
        throw new UsageError(
          "table-kept",
          `table ${table} exists in ${access.place} with other ${difference.what}: expected ${difference.expected}, found ${difference.found}`,
        );
      const outcome = present ? "present" : "created";
      tables.push({ table, outcome });
      if (!options.json) context.error(`${table}: ${outcome}`);
    }
    if (options.json) printJson("created-tables", { place: access.place, tables }, context);
    else if (tables.some(({ outcome }) => outcome === "created"))
      context.error(
        "Terraform does not know these tables. To manage them with it, give their entries in tables.yaml name and adopt: true, and deploy.",
      );
    return exitCode.done;
  } finally {
    access.client.destroy();
  }
}
