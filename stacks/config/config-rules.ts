import type { RuleId, Violation } from "../../constructs";
import {
  regionViolations,
  replicaRegionViolations,
  replicationViolations,
  tableViolations,
  tagViolations,
} from "../../constructs/internal";
import type { Problem } from "../../yaml-file";
import { alarmProblems } from "./sections/alarms/rules";
import { backupProblems } from "./sections/backup/rules";
import { budgetProblems } from "./sections/budget/rules";
import { networkProblems } from "./sections/network/rules";
import { trailProblems } from "./sections/trail/rules";
import { accessProblems } from "./sections/table-prefix-policies/rules";
import { keyArnProblems } from "./sections/tables/key-arn-rules";
import { kinesisProblems } from "./sections/tables/kinesis-rules";
import { replicaProblems } from "./sections/tables/replica-rules";
import { partitionProblems } from "./sections/regions/partition-rules";
import { providerProblems } from "./sections/provider/rules";
import { tableProps } from "./sections/tables/props";
import type { TableConfig, TablesConfig } from "./tables-schema";
import { taskRoleProblems } from "./sections/task-roles/rules";
import { problemsAt } from "./violation-problems";

/** What is wrong with a configuration whose form is right: the constructs' own rules, and what ties tables together. */
export function configProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  return [
    ...problemsAt([], regionViolations(["regions", "primary"], primary)),
    ...problemsAt([], replicaRegionViolations(["regions", "replicas"], replicas, primary)),
    ...partitionProblems(config),
    ...replicationProblems(config),
    ...providerProblems(config),
    ...problemsAt([], tagViolations(config.tags)),
    ...Object.entries({ ...config.tables, ...config.retired }).flatMap(([id, table]) =>
      tableProblems(config, id, table),
    ),
    ...duplicateNames(config),
    ...taskRoleProblems(config),
    ...accessProblems(config),
    ...backupProblems(config),
    ...alarmProblems(config),
    ...budgetProblems(config),
    ...networkProblems(config),
    ...trailProblems(config),
  ];
}

function tableProblems(config: TablesConfig, id: string, table: TableConfig): Problem[] {
  return [
    ...problemsAt(["tables", id], tableViolations(tableProps(config, id, table)).filter(isOfTable)),
    ...keyArnProblems(config, id, table),
    ...kinesisProblems(config, id, table),
    ...replicaProblems(config, id, table),
    ...importProblems(config, id, table),
  ];
}

/** In the file these belong to the regions and to the keys by region, and are looked for there. */
const elsewhere: ReadonlySet<RuleId> = new Set<RuleId>([
  ...(["encryption-key", "encryption-key-per-region", "strong-encryption", "kinesis-stream"] as const),
  ...(["strong-region-count", "strong-region-set", "strong-witness"] as const),
]);

function isOfTable({ rule, path }: Violation): boolean {
  if (rule === "import-unsent") return true;
  return path[0] !== "replicaRegions" && path[0] !== "region" && !elsewhere.has(rule);
}

/** The provider's default tags, too, are missing from a table that is imported from S3. */
function importProblems({ tags = {} }: TablesConfig, id: string, { importFrom }: TableConfig): Problem[] {
  if (importFrom === undefined || Object.keys(tags).length === 0) return [];
  const message =
    "a table that is imported from S3 is made without tags; add those of the file once the import is applied and removed";
  return [{ path: ["tables", id, "importFrom"], at: "key", message }];
}

/** Where the settings of replication stand in the file. */
const places: Readonly<Record<string, readonly string[]>> = {
  region: ["regions", "primary"],
  replicaRegions: ["regions", "replicas"],
  witnessRegion: ["replication", "witness"],
};

function replicationProblems({ regions, replication }: TablesConfig): Problem[] {
  const { consistency, witness: witnessRegion } = replication ?? {};
  const settings = { region: regions.primary, replicaRegions: regions.replicas, consistency, witnessRegion };
  const violations = replicationViolations(settings).map(({ path: [first = "", ...rest], ...violation }) => ({
    ...violation,
    path: [...(places[first] ?? [first]), ...rest],
  }));
  return problemsAt([], [...violations, ...regionViolations(["replication", "witness"], witnessRegion)]);
}

function duplicateNames(config: TablesConfig): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(config.tables).flatMap(([id, table]) => {
    const { name } = tableProps(config, id, table);
    const other = first.get(name);
    if (other === undefined) first.set(name, id);
    return other === undefined
      ? []
      : [
          {
            path: ["tables", id, "name"],
            message: `must be another name than that of ${other}, got "${name}" for both`,
          },
        ];
  });
}
