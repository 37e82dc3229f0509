import { cutoverControlViolations, cutoverTableName } from "../../../../constructs/internal";
import { nearMiss, type Problem } from "../../../../yaml-file";
import { cutoverName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { isStrong, tableProps } from "../tables/props";
import { cutoverProps } from "./props";

export function cutoverProblems(config: TablesConfig): Problem[] {
  const props = cutoverProps(config);
  if (props === undefined) return [];
  return [
    ...ruleProblems(cutoverControlViolations(props)),
    ...regionProblems(config),
    ...roleProblems(config),
    ...tableNameProblems(config),
  ];
}

/** Regions and topics are reported where the file has them; the tables follow `defaults` otherwise. */
function ruleProblems(violations: ReturnType<typeof cutoverControlViolations>): Problem[] {
  const of = (...names: readonly string[]) =>
    violations.filter(({ path }) => names.includes(String(path[0])));
  return [
    ...problemsAt(["cutover"], of("alarms")),
    ...problemsAt(["defaults"], of("pointInTimeRecovery", "encryption", "tags")),
    ...of("name").map(({ message }) => ({
      path: ["cutover"],
      at: "key" as const,
      message: `its name ${message}`,
    })),
  ];
}

/**
 * Two regions that write decide on different items: conditions and strongly consistent reads see the own region only,
 * unless the replication is strongly consistent.
 */
function regionProblems({ cutover, regions, replication }: TablesConfig): Problem[] {
  const { primary, replicas } = regions;
  const region = cutover?.region;
  if (region === undefined) {
    if (replicas.length === 0 || isStrong(replication)) return [];
    const message = `must name the region in which all services write during the cutover, region: ${primary}, since the tables have eventually consistent replicas`;
    return [{ path: ["cutover"], at: "key", message }];
  }
  if (region === primary) return [];
  return [{ path: ["cutover", "region"], message: `must be the primary region ${primary}, got "${region}"` }];
}

function roleProblems({ cutover, taskRoles = {} }: TablesConfig): Problem[] {
  const known = Object.keys(taskRoles);
  const all = cutover?.taskRoles ?? [];
  return all.flatMap((id, position) => {
    const path = ["cutover", "taskRoles", position];
    if (all.indexOf(id) !== position) return [{ path, message: `must be named once, got "${id}" again` }];
    if (known.includes(id)) return [];
    const hint = nearMiss(id, known) || `; the file has ${known.join(", ") || "none"}`;
    return [{ path, message: `task role "${id}" not found${hint}` }];
  });
}

function tableNameProblems(config: TablesConfig): Problem[] {
  const own = (["control", "ledger"] as const).map((table) => cutoverTableName(cutoverName(config), table));
  return Object.entries(config.tables).flatMap(([id, table]) => {
    const { name } = tableProps(config, id, table);
    if (!own.includes(name)) return [];
    return [
      {
        path: ["tables", id, "name"],
        message: `must be another name than that of the cutover's table, got "${name}"`,
      },
    ];
  });
}
