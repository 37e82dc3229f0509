import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { DynamoTable, Encryption, type TaskRole } from "../constructs";
import { ProtectedResources, constructId, requireOwnApp } from "../constructs/internal";
import { addAccess } from "./access";
import { addAwsProvider } from "./aws-provider";
import { addBackend } from "./backends";
import { addBackup } from "./backup";
import { accessOf, serviceRoleOf } from "./config/sections/task-roles/schema";
import { isStrong, tableProps } from "./config/sections/tables/props";
import type { TablesConfig } from "./config/tables-schema";
import { addBudget } from "./cost";
import { addCutover, cutoverEnvironment } from "./cutover";
import { entryOf, mapEntries } from "./map-entries";
import { addMonitoring } from "./monitoring";
import { addMigrationWorkers } from "./migration-workers";
import { moveTables } from "./moved-tables";
import { keyAlias, roleName, serviceName, stackName } from "./names";
import { addNetwork } from "./network";
import { addTablesOutput, addTaskRolesOutput } from "./outputs";
import { forgetTables } from "./retired-tables";
import { makeTaskRole } from "./task-roles";
import { addTrail } from "./trail";
import { needsKey, sharedKey, sharedKeyIn } from "./shared-key";

/** Options of a stack. */
export interface StackOptions {
  /** Path of the local state, relative to the folder that Terraform runs in. */
  readonly statePath: string;
}

/**
 * The tables of a service in their primary region, and its task roles. The roles are here alone and cover the
 * replicas too: IAM has no regions, and a replica's stack can then be applied without it.
 */
export class PrimaryStack extends TerraformStack {
  /** By id in tables.yaml. */
  readonly tables: Readonly<Record<string, DynamoTable>>;
  /** By id in tables.yaml. */
  readonly taskRoles: Readonly<Record<string, TaskRole>>;

  constructor(
    scope: Construct,
    private readonly config: TablesConfig,
    { statePath }: StackOptions,
  ) {
    const region = config.regions.primary;
    super(scope, stackName(config, region));
    requireOwnApp("PrimaryStack", scope);
    addBackend(this, config.backend, statePath);
    addAwsProvider(this, region, config);
    this.tables = this.makeTables();
    this.taskRoles = this.makeTaskRoles();
    const migrationRole = addAccess(this, config, this.tables);
    addMigrationWorkers(this, config, Object.values(this.tables), migrationRole);
    const cutover = addCutover(this, config, { taskRoles: this.taskRoles, migrationRole });
    addBackup(this, config, Object.values(this.tables));
    addMonitoring(this, config, region, cutover);
    addBudget(this, serviceName(config), config.budget);
    addNetwork(this, region, config.network);
    addTrail(this, serviceName(config), config.trail, Object.values(this.tables));
    moveTables(this, config.tables);
    const tables = mapEntries(this.tables, (table) => table.describe());
    const { service, environment } = config;
    addTablesOutput(this, { service, environment, region, role: "primary", tables });
    const roles = mapEntries(this.taskRoles, (role, id) => ({
      arn: role.arn,
      environment: [...role.environment(region), ...cutoverEnvironment(cutover, config, id)],
    }));
    addTaskRolesOutput(this, roles);
  }

  private makeTables(): Record<string, DynamoTable> {
    const scope = new Construct(this, "tables");
    // Also if all tables are retired: the list of protected resources must stay in the state.
    ProtectedResources.of(this);
    const tables = mapEntries(this.config.tables, (table, id) => {
      const props = tableProps(this.config, id, table);
      const encryption = needsKey(props.encryption) ? this.withSharedKey() : props.encryption;
      return new DynamoTable(scope, constructId(id), { ...props, encryption });
    });
    forgetTables(this, scope, this.config);
    return tables;
  }

  private withSharedKey(): Encryption {
    const keyArn = sharedKey(this, this.config).arn;
    if (!isStrong(this.config.replication))
      return Encryption.customerManaged({ keyArn, keyAlias: keyAlias(this.config) });
    const keys = this.config.regions.replicas.map(
      (region) => [region, sharedKeyIn(region, this, this.config).arn] as const,
    );
    return Encryption.customerManaged({ keyArn, replicaKeyArns: Object.fromEntries(keys) });
  }

  private makeTaskRoles(): Record<string, TaskRole> {
    const scope = new Construct(this, "taskRoles");
    return mapEntries(this.config.taskRoles ?? {}, (written, id) => {
      const role = serviceRoleOf(written);
      const grants = Object.entries(role.tables).map(([table, access]) => ({
        table: this.table(table),
        ...accessOf(access),
      }));
      return makeTaskRole(scope, constructId(id), role, { name: roleName(this.config, id), grants });
    });
  }

  private table(id: string): DynamoTable {
    const table = entryOf(this.tables, id);
    if (!table)
      throw new Error(
        `taskRoles: table "${id}" not found; the file has ${Object.keys(this.tables).join(", ")}`,
      );
    return table;
  }
}
