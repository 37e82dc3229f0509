import type { RuleId, Violation } from "../../../../constructs";
import { tableViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { keyArnProblems } from "./key-arn-rules";
import { kinesisProblems } from "./kinesis-rules";
import { tableProps } from "./props";
import { replicaProblems } from "./replica-rules";

/** The problems of every table, retired ones included. */
export function tablesProblems(config: TablesConfig): Problem[] {
  const all = Object.entries({ ...config.tables, ...config.retired });
  return [...all.flatMap(([id, table]) => tableProblems(config, id, table)), ...duplicateNames(config)];
}

function tableProblems(config: TablesConfig, id: string, table: TableConfig): Problem[] {
  const { regions, tags } = config;
  return [
    ...problemsAt(
      ["tables", id],
      tableViolations(tableProps(config, id, table))
        .filter(isOfTable)
        .map(inFile),
    ),
    ...keyArnProblems(regions, id, table),
    ...kinesisProblems(regions, id, table),
    ...replicaProblems(config, id, table),
    ...defaultTagsProblems(tags, id, table),
  ];
}

/** Rules about regions and about ARNs by region, which are reported there. */
const reportedElsewhere: ReadonlySet<RuleId> = new Set<RuleId>([
  ...(["encryption-key", "encryption-key-per-region", "strong-encryption", "kinesis-stream"] as const),
  ...(["strong-region-count", "strong-region-set", "strong-witness"] as const),
]);

function isOfTable({ rule, path }: Violation): boolean {
  if (rule === "import-unsent" || rule === "restore-unsent") return true;
  return path[0] !== "replicaRegions" && path[0] !== "region" && !reportedElsewhere.has(rule);
}

/** The prop `access` of a grant is the key `actions` in the file. */
function inFile(violation: Violation): Violation {
  const [first, position, third, ...rest] = violation.path;
  if (first !== "resourcePolicy" || third !== "access" || position === undefined) return violation;
  return { ...violation, path: [first, position, "actions", ...rest] };
}

const withoutTags = {
  importFrom:
    "a table that is imported from S3 is created without tags; add those of the file after the import was applied and removed",
  restoreFrom:
    "a table is restored without tags; add those of the file and remove restoreFrom after the restore was applied",
} as const;

/** A table that is imported from S3 or restored lacks the provider's default tags, too. */
function defaultTagsProblems(tags: TablesConfig["tags"], id: string, table: TableConfig): Problem[] {
  if (Object.keys(tags ?? {}).length === 0) return [];
  return (["importFrom", "restoreFrom"] as const)
    .filter((key) => table[key] !== undefined)
    .map((key) => ({ path: ["tables", id, key], at: "key", message: withoutTags[key] }));
}

function duplicateNames(config: TablesConfig): Problem[] {
  const ids = new Map<string, string>();
  return Object.entries(config.tables).flatMap(([id, table]) => {
    const { name } = tableProps(config, id, table);
    const other = ids.get(name);
    if (other === undefined) {
      ids.set(name, id);
      return [];
    }
    const message = `must be another name than that of ${other}, got "${name}" for both`;
    return [{ path: ["tables", id, "name"], message }];
  });
}
