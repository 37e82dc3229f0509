import { describeTable, tableFrom } from "../../dynamodb/control/describe-table";
import { UsageError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import { parseAwsAddress } from "../../sources/dynamodb/aws-address";
import { AddressError } from "../../sources/sql/database-address";
import type { TableCommandOptions } from "../options/table-options";
import type { ProcessContext } from "../process-context";
import { connectTo, type Connection } from "./dynamodb";
import { openTableAccess } from "./table-access";
import { chooseByName } from "./table-by-name";

/** A table with its own connection: any region, account or endpoint. */
export interface TableSide {
  readonly table: TargetTable;
  readonly connection: Connection;
  /** For messages: `us-east-1 users`. */
  readonly shown: string;
}

const prefix = "dynamodb:";

/**
 * Opens a table by its name, in the region or at the endpoint of the options, or by an address: `dynamodb:`, then a
 * region, an endpoint or region@endpoint, a slash and the table's name, and perhaps `?profile=<name>`.
 * @throws UsageError, UnreachableError
 */
export async function openSide(
  text: string,
  options: TableCommandOptions,
  context: ProcessContext,
): Promise<TableSide> {
  if (!text.startsWith(prefix)) {
    const access = await openTableAccess(options, context, false);
    const { table } = await chooseByName(access, text);
    return { table, connection: access, shown: `${access.place} ${table.name}` };
  }
  const { region, endpoint, profile, table: name } = addressOf(text);
  const connection = connectTo(endpoint, region, context, { profile });
  const table = tableFrom(await describeTable(connection.client, name, connection.place));
  return {
    table,
    connection,
    shown: `${connection.place} ${name}${profile === undefined ? "" : ` (profile ${profile})`}`,
  };
}

function addressOf(text: string) {
  const [, place = "", table = "", query = ""] = /^dynamodb:(.+)\/([\w.-]+)(\?.*)?$/.exec(text) ?? [];
  try {
    if (table === "" || place.endsWith("/")) throw new AddressError("has no table");
    return { ...parseAwsAddress(`${place}${query}`), table };
  } catch (cause) {
    if (!(cause instanceof AddressError)) throw cause;
    throw new UsageError(
      "table-address-invalid",
      `${text}: ${cause.message}; write dynamodb:<region or endpoint>/<table>?profile=<name>`,
      { cause },
    );
  }
}
