import { TerraformOutput, type TerraformStack, Token } from "cdktf";
import { type DynamoTable, Grantee, type MigrationRole, MigrationWorkers } from "../constructs";
import { migrationWorkersProps } from "./config/sections/migration-workers/props";
import type { TablesConfig } from "./config/tables-schema";

/** Adds the workers of dynamodb-migrate on AWS Batch, their output, and the access of its role; nothing if the file has none. */
export function addMigrationWorkers(
  stack: TerraformStack,
  config: TablesConfig,
  tables: readonly DynamoTable[],
  migrationRole: MigrationRole | undefined,
): void {
  const props = migrationWorkersProps(config);
  if (props === undefined) return;
  const workers = new MigrationWorkers(stack, "migrationWorkers", { ...props, tables });
  if (migrationRole) workers.grantOperator(Grantee.role(migrationRole.resource.name));
  new TerraformOutput(stack, "migration_workers", {
    description:
      "The workers of dynamodb-migrate on AWS Batch: the queue, the job definition and the location of runs.",
    value: Token.asAny(workers.describe()),
  });
}
