import { type TerraformStack, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { type DynamoTable, MigrationRole, TablePrefixPolicy } from "../constructs";
import { constructId } from "../constructs/internal";
import { prefixPolicyProps } from "./config/sections/table-prefix-policies/props";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf } from "./map-entries";
import { migrationRoleId, roleName } from "./names";

/** Adds the role of the migration runner and the policies of programs that create their own tables. */
export function addAccess(
  stack: TerraformStack,
  config: TablesConfig,
  tables: Readonly<Record<string, DynamoTable>>,
): void {
  const { migrationRole, tablePrefixPolicies = {}, regions } = config;
  if (migrationRole) {
    const name = roleName(config, migrationRoleId);
    const { follow = [], ...role } = migrationRole;
    const { arn } = new MigrationRole(stack, "migrationRole", {
      ...{ ...role, name, tables: Object.values(tables) },
      follow: follow.map((id) => entryOf(tables, id) as DynamoTable),
    });
    new TerraformOutput(stack, "migration_role", {
      description: "The role to run dynamodb-migrate under.",
      value: arn,
    });
  }
  const scope = new Construct(stack, "tablePrefixPolicies");
  for (const [id, policy] of Object.entries(tablePrefixPolicies)) {
    new TablePrefixPolicy(
      scope,
      constructId(id),
      prefixPolicyProps(policy, [regions.primary, ...regions.replicas]),
    );
  }
}
