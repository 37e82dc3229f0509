import { nearMissOrList } from "../../../yaml-file";
import { UsageError } from "../../errors";
import type { Variable, VariableNames } from "../../report/environment";

/** How the command line names variables. */
export interface VariableOptions {
  readonly variable: string;
  /** `table=VARIABLE` */
  readonly name?: readonly string[];
  readonly regionVariable?: string;
  readonly endpointVariable?: string;
  /** `VARIABLE=value` */
  readonly set?: readonly string[];
}

/** Reads the options that name variables. @param tableIds those of the outputs @throws UsageError */
export function variableNames(options: VariableOptions, tableIds: readonly string[]): VariableNames {
  const { variable: pattern, regionVariable: region, endpointVariable: endpoint } = options;
  const tables = Object.fromEntries(
    (options.name ?? []).map((text) => pair("--name", "<table>=<variable>", text)),
  );
  for (const id of Object.keys(tables)) refuseUnknownTable(id, tableIds);
  const rest = tableIds.filter((id) => !Object.hasOwn(tables, id));
  if (rest.length > 1 && !pattern.includes("{TABLE}")) {
    const message = `--variable must hold {TABLE}, so that each table has a variable of its own, got "${pattern}"`;
    throw new UsageError("pattern-without-table", message);
  }
  return { pattern, tables, region, endpoint };
}

/** Variables with values of the caller's own. @throws UsageError */
export function setVariables({ set = [] }: VariableOptions): Variable[] {
  return set.map((text) => pair("--set", "<variable>=<value>", text));
}

/** Checks that an environment can hold all of the variables together. @throws UsageError */
export function checkVariables(variables: readonly Variable[]): void {
  const seen = new Map<string, string>();
  for (const [name, value] of variables) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      const message = `"${name}" cannot be a variable's name: it must hold only letters, digits and _, and not start with a digit; choose another name`;
      throw new UsageError("variable-invalid", message);
    }
    if (/[\r\n]/.test(value)) {
      throw new UsageError(
        "variable-invalid",
        `the value of ${name} must be one line; remove its line breaks in --set`,
      );
    }
    const other = seen.get(name);
    if (other !== undefined) {
      const message = `${name} would be both ${other} and ${value}; give one of them another variable with --name <table>=<variable>`;
      throw new UsageError("variable-twice", message);
    }
    seen.set(name, value);
  }
}

function pair(option: string, form: string, text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError("pair-invalid", `${option} must be ${form}, got "${text}"`);
}

function refuseUnknownTable(id: string, known: readonly string[]): void {
  if (known.includes(id)) return;
  const message = `--name: the outputs have no table "${id}"${nearMissOrList(id, known, `they have: ${known.join(", ")}`)}`;
  throw new UsageError("table-unknown", message);
}
