import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AwsAccount,
  containerEnvironment,
  type DynamoTableProps,
  Encryption,
  StrongReplica,
  type StrongReplicaProps,
  TableReplica,
} from "../constructs";
import { ProtectedResources, constructId, requireOwnApp } from "../constructs/internal";
import { addAwsProvider } from "./aws-provider";
import { addBackend } from "./backends";
import { addCopyVault } from "./backup";
import { serviceRoleOf } from "./config/sections/task-roles/schema";
import { replicaSettings } from "./config/sections/tables/replica-settings";
import { isStrong, tableProps } from "./config/sections/tables/props";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf, mapEntries } from "./map-entries";
import { addMonitoring } from "./monitoring";
import { moveTables } from "./moved-tables";
import { keyAlias, roleName, serviceName, stackName } from "./names";
import { addNetwork } from "./network";
import { addTablesOutput, addTaskRolesOutput } from "./outputs";
import type { PrimaryStack, StackOptions } from "./primary-stack";
import { forgetReplicas } from "./retired-tables";
import { addTrail } from "./trail";
import { needsKey, sharedKey } from "./shared-key";

/** Options of {@link ReplicaStack}. */
export interface ReplicaStackOptions extends StackOptions {
  /** The region of the replicas. */
  readonly region: string;
  /** The stack of the tables. It must be applied first. */
  readonly primary: PrimaryStack;
}

/**
 * The replicas of a service's tables in one region. The stack finds the tables by name and reads no other stack's state,
 * so that it can be planned and applied even if another region is unavailable.
 */
export class ReplicaStack extends TerraformStack {
  /** By the table's id in tables.yaml. */
  readonly replicas: Readonly<Record<string, TableReplica | StrongReplica>>;
  private readonly region: string;

  constructor(
    scope: Construct,
    private readonly config: TablesConfig,
    { region, primary, statePath }: ReplicaStackOptions,
  ) {
    super(scope, stackName(config, region));
    requireOwnApp("ReplicaStack", scope);
    this.region = region;
    this.addDependency(primary);
    addBackend(this, config.backend, statePath);
    addAwsProvider(this, region, config);
    this.replicas = this.makeReplicas();
    addCopyVault(this, config, region);
    addMonitoring(this, config, region);
    addNetwork(this, region, entryOf(config.network?.replicas ?? {}, region));
    addTrail(this, serviceName(config), config.trail, Object.values(this.replicas));
    moveTables(this, config.tables);
    const tables = mapEntries(this.replicas, (replica) => replica.describe());
    const { service, environment } = config;
    addTablesOutput(this, { service, environment, region, role: "replica", tables });
    addTaskRolesOutput(this, this.taskRoles());
  }

  private makeReplicas(): Record<string, TableReplica | StrongReplica> {
    const scope = new Construct(this, "replicas");
    if (!isStrong(this.config.replication)) ProtectedResources.of(this);
    const replicas = mapEntries(this.config.tables, (config, id) => {
      const table = tableProps(this.config, id, config);
      if (isStrong(this.config.replication))
        return new StrongReplica(scope, constructId(id), this.strong(table));
      return new TableReplica(scope, constructId(id), {
        table,
        primaryRegion: this.config.regions.primary,
        region: this.region,
        keyArn: needsKey(table.encryption) ? sharedKey(this, this.config, this.region).arn : undefined,
        logicalId: id,
        ...replicaSettings(config, this.region),
      });
    });
    forgetReplicas(this, scope, this.config, this.region);
    return replicas;
  }

  /** The keys are the primary stack's, and known there only. */
  private strong(table: DynamoTableProps): StrongReplicaProps {
    const { region } = this;
    if (!needsKey(table.encryption)) return { table, region };
    const named = (inRegion: string) =>
      AwsAccount.of(this).arn("kms", inRegion, `alias/${keyAlias(this.config)}`);
    const replicaKeyArns = Object.fromEntries(this.config.regions.replicas.map((one) => [one, named(one)]));
    const keyArn = named(this.config.regions.primary);
    return {
      table: { ...table, encryption: Encryption.customerManaged({ keyArn, replicaKeyArns }) },
      region,
    };
  }

  /** The roles of the primary stack, as the tasks in this region need them. */
  private taskRoles() {
    const account = AwsAccount.of(this);
    return mapEntries(this.config.taskRoles ?? {}, (written, role) => ({
      arn: account.arn("iam", "", `role/${roleName(this.config, role)}`),
      environment: containerEnvironment(
        this.region,
        this.namesOf(Object.keys(serviceRoleOf(written).tables)),
      ),
    }));
  }

  private namesOf(ids: readonly string[]): Record<string, string> {
    const names = mapEntries(this.config.tables, (table, id) => tableProps(this.config, id, table).name);
    const known = ids.map((id) => [id, entryOf(names, id)] as const);
    return Object.fromEntries(known.filter((one): one is [string, string] => one[1] !== undefined));
  }
}
