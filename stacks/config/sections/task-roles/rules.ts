import type { Violation } from "../../../../constructs";
import {
  environmentNameViolations,
  podIdentityViolations,
  serviceAccountRoleViolations,
  tableVariables,
  taskRoleViolations,
} from "../../../../constructs/internal";
import { nearMiss, type Path, type Problem } from "../../../../yaml-file";
import { entryOf } from "../../../map-entries";
import { migrationRoleId, roleName } from "../../../names";
import {
  accessOf,
  namesService,
  type ServiceRoleConfig,
  serviceRoleOf,
  type TableAccessConfig,
} from "./schema";
import { cutoverGrantsOf } from "../cutover/props";
import { tableProps } from "../tables/props";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** A granted table, with its id in the file. */
interface Grant {
  readonly id: string;
  readonly table: TableConfig;
  readonly access: TableAccessConfig;
}

export function taskRoleProblems(config: TablesConfig): Problem[] {
  return Object.entries(config.taskRoles ?? {}).flatMap(([role, written]) => {
    const service = serviceRoleOf(written);
    const path = ["taskRoles", role, ...(namesService(written) ? ["tables"] : [])];
    const ids = Object.keys(service.tables);
    return [
      ...unknownTables(config.tables, path, ids),
      ...ruleProblems(config, role, path, knownGrants(config.tables, service.tables)),
      ...problemsAt(["taskRoles", role], serviceViolations(service)),
      ...problemsAt(
        [],
        environmentNameViolations(ids, (position) => [...path, ids[position] ?? ""]),
      ),
      ...cutoverVariableProblems(config.cutover, role, path, ids),
      ...migrationRoleProblems(config.migrationRole, role),
    ];
  });
}

/** The rules of what a role's service needs to know. */
function serviceViolations(role: ServiceRoleConfig): Violation[] {
  switch (role.service) {
    case "eks-pod-identity":
      return podIdentityViolations(role);
    case "eks-irsa":
      return serviceAccountRoleViolations(role);
    default:
      return [];
  }
}

/** A container finds the tables of a cutover by variables, which a table must not have as well. */
function cutoverVariableProblems(
  cutover: TablesConfig["cutover"],
  role: string,
  path: Path,
  ids: readonly string[],
): Problem[] {
  if (!cutover?.taskRoles?.includes(role)) return [];
  const own = ["CUTOVER_CONTROL_TABLE", "CUTOVER_LEDGER_TABLE"];
  return tableVariables(Object.fromEntries(ids.map((id) => [id, id])))
    .filter(({ name }) => own.includes(name))
    .map(({ name, value: id }) => ({
      ...{ path: [...path, id], at: "key" as const },
      message: `must be another id: the variable ${name} is that of the cutover's table`,
    }));
}

/** A task role of the id `migration` would have the name of the runner's role. */
function migrationRoleProblems(migrationRole: TablesConfig["migrationRole"], role: string): Problem[] {
  if (migrationRole === undefined || role !== migrationRoleId) return [];
  const message = "must be another id: the role of migrationRole has the same name in IAM";
  return [{ path: ["taskRoles", role], at: "key", message }];
}

function unknownTables(tables: TablesConfig["tables"], at: Path, granted: readonly string[]): Problem[] {
  const known = Object.keys(tables);
  return granted
    .filter((id) => !known.includes(id))
    .map((id) => ({
      path: [...at, id],
      at: "key",
      message: `table "${id}" not found${nearMiss(id, known) || `; the file has ${known.join(", ")}`}`,
    }));
}

function knownGrants(
  tables: TablesConfig["tables"],
  grants: Readonly<Record<string, TableAccessConfig>>,
): Grant[] {
  return Object.entries(grants).flatMap(([id, access]) => {
    const table = entryOf(tables, id);
    return table ? [{ id, table, access }] : [];
  });
}

function ruleProblems(config: TablesConfig, role: string, at: Path, grants: readonly Grant[]): Problem[] {
  const settings = grants.map(({ id, table, access }) => ({
    table: { props: tableProps(config, id, table) },
    ...accessOf(access),
  }));
  // The policies of a cutover count towards the size of all policies of the role.
  const all = [...settings, ...cutoverGrantsOf(config, role)];
  return taskRoleViolations({ name: roleName(config, role), grants: all })
    .filter(isOfRole)
    .map(({ path, message }) => {
      const grant = typeof path[1] === "number" ? grants[path[1]] : undefined;
      return grant
        ? { path: [...at, grant.id, ...placeOf(grant, path.slice(2))], message }
        : { path: ["taskRoles", role], at: "key" as const, message };
    });
}

/** Two tables of one name are reported at the tables. */
function isOfRole({ rule }: Violation): boolean {
  return rule !== "grant-unique";
}

/** A named access has no keys of its own; in a mapping the prop `access` is the key `actions`. */
function placeOf({ access }: Grant, [first, ...rest]: readonly (string | number)[]): Path {
  if (typeof access === "string" || first === undefined) return [];
  return [first === "access" ? "actions" : first, ...rest];
}
