import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { byteSize, count } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { keySchemaText, type TargetTable } from "../../items/target-table";
import { exitCode, type ExitCode } from "../exit-code";
import { openTableAccess } from "../wiring/table-access";
import { chooseByName } from "../wiring/table-by-name";
import type { TableCommandOptions } from "../options/table-options";
import { tablesInOutputs } from "../wiring/tables-in-outputs";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

/** `dynamodb-migrate tables describe`: what the service says of a table. */
export async function describeOne(
  name: string,
  options: TableCommandOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const access = await openTableAccess(options, context, false);
  try {
    const { table, description } = await chooseByName(access, name);
    const id = tablesInOutputs(access.opened).get(table.name) ?? null;
    if (options.json) printJson("table-description", { ...description, id, TableName: table.name }, context);
    else lines(table, description, id).forEach(context.error);
    return exitCode.done;
  } finally {
    access.client.destroy();
  }
}

function lines(table: TargetTable, description: TableDescription, id: string | null): string[] {
  const { billing } = table;
  const isProvisioned = billing.mode === "provisioned";
  const rows = [
    ["table", table.name],
    ["state", description.TableStatus ?? ""],
    ["in the outputs", id ?? "no"],
    ["key", keySchemaText(table)],
    ...table.indexes.map((index) => [
      `${index.kind} index`,
      `${index.name} (${keySchemaText(index)}), ${index.projection}`,
    ]),
    ["items", `${count(description.ItemCount ?? 0)}, as counted by the service within the last six hours`],
    ["size", byteSize(description.TableSizeBytes ?? 0)],
    ["capacity", isProvisioned ? `${billing.read} read, ${billing.write} write units` : "on demand"],
    ["deletion protection", description.DeletionProtectionEnabled ? "on" : "off"],
    ["stream", description.StreamSpecification?.StreamViewType ?? "off"],
    ["replicas", table.replicaRegions.join(", ") || "none"],
    ["made", description.CreationDateTime?.toISOString() ?? ""],
    ["arn", table.arn ?? ""],
  ];
  return textTable(["", ""], rows).slice(1);
}
