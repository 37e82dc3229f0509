import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { byteSize, count } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { tableNames } from "../../dynamodb/control/tables";
import { describeTable, tableFrom } from "../../dynamodb/control/describe-table";
import { keyAttributes } from "../../items/target-table";
import { exitCode, type ExitCode } from "../exit-code";
import { openTableAccess } from "../wiring/table-access";
import type { TableCommandOptions } from "../options/table-options";
import { tablesInOutputs } from "../wiring/tables-in-outputs";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface ListOptions extends TableCommandOptions {
  readonly prefix?: string;
}

/** Tables asked for at the same time. */
const together = 8;

/** What is told of a table. */
interface ListedTable {
  readonly name: string;
  readonly status: string;
  /** As of its description, which the service renews about every six hours. */
  readonly items: number;
  readonly bytes: number;
  readonly key: string;
  /** Its id in the outputs. */
  readonly id: string | null;
}

/** `dynamodb-migrate tables list`: the tables of a region. */
export async function listTables(options: ListOptions, context: ProcessContext): Promise<ExitCode> {
  const { client, place, opened } = await openTableAccess(options, context, false);
  try {
    const known = tablesInOutputs(opened);
    const { prefix = "" } = options;
    const names = (await tableNames(client)).filter((name) => name.startsWith(prefix));
    const tables: ListedTable[] = [];
    for (let at = 0; at < names.length; at += together) {
      const some = names.slice(at, at + together).map((name) => describeTable(client, name, place));
      tables.push(...(await Promise.all(some)).map((table) => listed(table, known)));
    }
    if (options.json) printJson("table-list", { place, tables }, context);
    else if (tables.length === 0) context.error(`No tables in ${place}`);
    else
      textTable(["table", "state", "items", "size", "key", "in the outputs"], tables.map(row)).forEach(
        context.error,
      );
    return exitCode.done;
  } finally {
    client.destroy();
  }
}

function listed(description: TableDescription, known: ReadonlyMap<string, string>): ListedTable {
  const table = tableFrom(description);
  return {
    name: table.name,
    status: description.TableStatus ?? "",
    items: description.ItemCount ?? 0,
    bytes: description.TableSizeBytes ?? 0,
    key: keyAttributes(table)
      .map(({ name, type }) => `${name}:${type}`)
      .join(", "),
    id: known.get(table.name) ?? null,
  };
}

function row({ name, status, items, bytes, key, id }: ListedTable): string[] {
  return [name, status, count(items), byteSize(bytes), key, id ?? ""];
}
