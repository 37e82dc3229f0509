import { nearMissOrList } from "../../../yaml-file";
import { describeTable, tableFrom } from "../../dynamodb/control/describe-table";
import { tableNames } from "../../dynamodb/control/tables";
import { RunnerError, UnreachableError } from "../../errors";
import type { ChosenTable } from "./chosen-table";
import type { TableAccess } from "./table-access";

/** Names that a message lists. */
const maxListed = 20;

/**
 * The table that a person names: a table's name in AWS, in the outputs or not, or its id in the outputs. A name goes
 * before an id.
 * @throws UnreachableError if there is neither; the message says what there is
 */
export async function chooseByName(access: TableAccess, name: string): Promise<ChosenTable> {
  const { opened, client, place } = access;
  const inOutputs = new Map(Object.entries(opened?.target.tables ?? {}));
  const describe = async (actual: string): Promise<ChosenTable> => {
    const description = await describeTable(client, actual, place);
    const [id, table] = [...inOutputs].find(([, one]) => one.name === actual) ?? [
      undefined,
      tableFrom(description),
    ];
    return { id, table, description };
  };
  try {
    return await describe(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const table = inOutputs.get(name);
    if (table) return describe(table.name);
    throw await unknownTable(access, name, [...inOutputs.keys()], error);
  }
}

/** The name in AWS of a table that a person names, whether it exists or not. */
export function nameInAws({ opened }: TableAccess, name: string, existing: readonly string[]): string {
  const tables = new Map(Object.entries(opened?.target.tables ?? {}));
  return existing.includes(name) ? name : (tables.get(name)?.name ?? name);
}

function isMissing(error: unknown): error is UnreachableError {
  return error instanceof UnreachableError && error.code === "table-missing";
}

async function unknownTable(
  { client, opened, place }: TableAccess,
  name: string,
  ids: readonly string[],
  cause: UnreachableError,
): Promise<UnreachableError> {
  const names = await tableNames(client).catch((error: unknown) => {
    // Without the permission to list tables, the message does without the list.
    if (error instanceof RunnerError) return undefined;
    throw error;
  });
  const where = [
    ...(names ? [`tables in ${place}: ${listed(names)}`] : []),
    ...(opened ? [`ids in ${opened.outputsName}: ${listed(ids)}`] : []),
  ];
  const nor = opened ? `, nor is it an id in ${opened.outputsName}` : "";
  const known = where.length > 0 ? where.join("; ") : "check its name, --region and --endpoint";
  return new UnreachableError(
    "table-missing",
    `table ${name} not found in ${place}${nor}${nearMissOrList(name, [...ids, ...(names ?? [])], known)}`,
    { cause },
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > maxListed ? ` and ${names.length - maxListed} more` : "";
  return `${names.slice(0, maxListed).join(", ") || "(none)"}${more}`;
}
