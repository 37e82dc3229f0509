import { tagViolations } from "../../constructs/internal";
import type { Problem } from "../../yaml-file";
import { alarmProblems } from "./sections/alarms/rules";
import { backupProblems } from "./sections/backup/rules";
import { budgetProblems } from "./sections/budget/rules";
import { cutoverProblems } from "./sections/cutover/rules";
import { dashboardProblems } from "./sections/dashboard/rules";
import { migrationRoleProblems } from "./sections/migration-role/rules";
import { migrationWorkersProblems } from "./sections/migration-workers/rules";
import { networkProblems } from "./sections/network/rules";
import { providerProblems } from "./sections/provider/rules";
import { regionProblems } from "./sections/regions/rules";
import { replicationProblems } from "./sections/replication/rules";
import { prefixPolicyProblems } from "./sections/table-prefix-policies/rules";
import { tablesProblems } from "./sections/tables/rules";
import { taskRoleProblems } from "./sections/task-roles/rules";
import { trailProblems } from "./sections/trail/rules";
import type { TablesConfig } from "./tables-schema";
import { problemsAt } from "./violation-problems";

/** The problems of a configuration that fits the schema: violations of the constructs' rules, section by section. */
export function configProblems(config: TablesConfig): Problem[] {
  return [
    ...regionProblems(config),
    ...replicationProblems(config),
    ...providerProblems(config),
    ...problemsAt([], tagViolations(config.tags)),
    ...tablesProblems(config),
    ...taskRoleProblems(config),
    ...migrationRoleProblems(config),
    ...migrationWorkersProblems(config),
    ...cutoverProblems(config),
    ...prefixPolicyProblems(config),
    ...backupProblems(config),
    ...alarmProblems(config),
    ...dashboardProblems(config),
    ...budgetProblems(config),
    ...networkProblems(config),
    ...trailProblems(config),
  ];
}
