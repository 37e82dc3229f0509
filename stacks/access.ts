import { type TerraformStack, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { type DynamoTable, MigrationRole, TablePrefixPolicy } from "../constructs";
import { constructId } from "../constructs/internal";
import { prefixPolicyProps } from "./config/sections/table-prefix-policies/props";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf } from "./map-entries";
import { migrationRoleId, roleName } from "./names";

/**
 * Adds the role of the migration runner and the policies of programs that create their own tables.
 *
 * @returns the role of the migration runner, if the file has one
 */
export function addAccess(
  stack: TerraformStack,
  config: TablesConfig,
  tables: Readonly<Record<string, DynamoTable>>,
): MigrationRole | undefined {
  const { migrationRole, tablePrefixPolicies = {}, regions } = config;
  const role = migrationRole && addMigrationRole(stack, config, migrationRole, tables);
  const scope = new Construct(stack, "tablePrefixPolicies");
  for (const [id, policy] of Object.entries(tablePrefixPolicies)) {
    new TablePrefixPolicy(
      scope,
      constructId(id),
      prefixPolicyProps(policy, [regions.primary, ...regions.replicas]),
    );
  }
  return role;
}

function addMigrationRole(
  stack: TerraformStack,
  config: TablesConfig,
  { follow = [], ...settings }: NonNullable<TablesConfig["migrationRole"]>,
  tables: Readonly<Record<string, DynamoTable>>,
): MigrationRole {
  const role = new MigrationRole(stack, "migrationRole", {
    ...{ ...settings, name: roleName(config, migrationRoleId), tables: Object.values(tables) },
    cutover: config.cutover !== undefined,
    follow: follow.map((id) => entryOf(tables, id) as DynamoTable),
  });
  new TerraformOutput(stack, "migration_role", {
    description: "The role to run dynamodb-migrate under.",
    value: role.arn,
  });
  return role;
}
