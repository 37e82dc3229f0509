import type { Target } from "../items/target-table";

/** A variable of a program's environment. */
export type Variable = readonly [name: string, value: string];

/** How a program calls the variables that it finds its tables by. */
export interface VariableNames {
  /** For every table; `{TABLE}` is its id in capitals: `codeGenerations` becomes `CODE_GENERATIONS`. */
  readonly pattern: string;
  /** Table id → variable, for tables that the pattern does not fit. */
  readonly tables: Readonly<Record<string, string>>;
  /** @default AWS_REGION, as the AWS SDKs do */
  readonly region?: string | undefined;
  /** @default AWS_ENDPOINT_URL_DYNAMODB, as the AWS SDKs do */
  readonly endpoint?: string | undefined;
}

/**
 * Environment variables for a program: one per table, the region, and the endpoint unless it is
 * AWS.
 */
export function tableVariables(
  {
    tables,
    region,
  }: Pick<Target, "region"> & {
    readonly tables: Readonly<Record<string, { readonly name: string }>>;
  },
  names: VariableNames,
  endpoint?: string,
): Variable[] {
  return [
    ...Object.entries(tables).map(([id, { name }]): Variable => [
      Object.hasOwn(names.tables, id)
        ? (names.tables[id] as string)
        : names.pattern.replaceAll("{TABLE}", inCapitals(id)),
      name,
    ]),
    [names.region ?? "AWS_REGION", region],
    ...(endpoint ? ([[names.endpoint ?? "AWS_ENDPOINT_URL_DYNAMODB", endpoint]] satisfies Variable[]) : []),
  ];
}

/** Variables that an application finds the control and the ledger of its cutover by. */
export function cutoverVariables({
  control,
  ledger,
}: Readonly<Record<"control" | "ledger", { readonly name: string }>>): Variable[] {
  return [
    ["CUTOVER_CONTROL_TABLE", control.name],
    ["CUTOVER_LEDGER_TABLE", ledger.name],
  ];
}

/** Lines of a .env file. Values stand as they are, since its readers disagree about quotes. */
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
