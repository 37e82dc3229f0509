import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addAwsProvider } from "./aws-provider";
import { addBackend } from "./backends";
import { addCopyVault } from "./backup";
import { requireOwnApp } from "../constructs/internal";
import type { TablesConfig } from "./config/tables-schema";
import { stackName } from "./names";
import type { StackOptions } from "./primary-stack";

export interface BackupStackOptions extends StackOptions {
  /** The region that recovery points are copied to. It has no replicas. */
  readonly region: string;
}

/** The stack of the vault for copies of recovery points, in a region without replicas. */
export class BackupStack extends TerraformStack {
  constructor(scope: Construct, config: TablesConfig, { region, statePath }: BackupStackOptions) {
    super(scope, stackName(config, region));
    requireOwnApp("BackupStack", scope);
    addBackend(this, config.backend, statePath);
    addAwsProvider(this, region, config);
    addCopyVault(this, config, region);
  }
}
