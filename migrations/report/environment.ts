import type { Target } from "../targets/target-table";

/** A variable of a program's environment. */
export type Variable = readonly [name: string, value: string];

/**
 * What a program needs to find its tables: a variable a table, the region, and where DynamoDB answers unless that is
 * AWS.
 *
 * @param pattern a variable's name, in which `{TABLE}` is the table's id in capitals: `codeGenerations` becomes
 * `CODE_GENERATIONS`
 */
export function tableVariables({ tables, region }: Target, pattern: string, endpoint?: string): Variable[] {
  return [
    ...Object.entries(tables).map(([id, { name }]): Variable => [
      pattern.replaceAll("{TABLE}", inCapitals(id)),
      name,
    ]),
    ["AWS_REGION", region],
    ...(endpoint ? ([["AWS_ENDPOINT_URL_DYNAMODB", endpoint]] satisfies Variable[]) : []),
  ];
}

/** Lines of a .env file. Names of tables and regions need no quotes. */
export function envLines(variables: readonly Variable[]): string[] {
  return variables.map(([name, value]) => `${name}=${value}`);
}

/** `environment` of a container definition in an ECS task definition. */
export function containerEntries(
  variables: readonly Variable[],
): { readonly name: string; readonly value: string }[] {
  return variables.map(([name, value]) => ({ name, value }));
}

function inCapitals(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}
