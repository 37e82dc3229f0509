import { migrationRoleViolations } from "../../../../constructs/internal";
import { nearMiss, type Problem } from "../../../../yaml-file";
import { migrationRoleId, roleName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { tableProps } from "../tables/props";

export function migrationRoleProblems(config: TablesConfig): Problem[] {
  const { migrationRole, tables } = config;
  if (migrationRole === undefined) return [];
  const { follow = [], ...written } = migrationRole;
  const unknown = follow.flatMap((id, position) => unknownTable(tables, id, position));
  if (unknown.length > 0) return unknown;
  const byId = new Map(
    Object.entries(tables).map(([id, table]) => [id, { props: tableProps(config, id, table) }]),
  );
  const role = {
    ...{ ...written, name: roleName(config, migrationRoleId), tables: [...byId.values()] },
    cutover: config.cutover !== undefined,
    follow: follow.flatMap((id) => byId.get(id) ?? []),
  };
  return problemsAt(["migrationRole"], migrationRoleViolations(role));
}

function unknownTable(tables: TablesConfig["tables"], id: string, position: number): Problem[] {
  const known = Object.keys(tables);
  if (known.includes(id)) return [];
  const message = `table "${id}" not found${nearMiss(id, known) || `; the file has ${known.join(", ")}`}`;
  return [{ path: ["migrationRole", "follow", position], message }];
}
