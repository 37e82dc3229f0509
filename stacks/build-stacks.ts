import { join, relative, resolve } from "node:path";
import type { App } from "cdktf";
import { BackupStack } from "./backup-stack";
import type { TablesConfig } from "./config/tables-schema";
import { stackName } from "./names";
import { PrimaryStack } from "./primary-stack";
import { ReplicaStack } from "./replica-stack";

/** Options of {@link buildStacks}. */
export interface BuildOptions {
  /** The folder of local state files, absolute. */
  readonly projectDir: string;
}

/** The stacks of a service, one per region. */
export interface ServiceStacks {
  readonly primary: PrimaryStack;
  /** In the order of `regions.replicas`. */
  readonly replicas: readonly ReplicaStack[];
  /** The stack for copies of backups, if they are in a region without replicas. */
  readonly backup?: BackupStack;
}

/** Adds the stacks of a service to an app: one per region, and one for copies of backups in another region. */
export function buildStacks(app: App, config: TablesConfig, options: BuildOptions): ServiceStacks {
  const statePath = (region: string) => localStatePath(app, options.projectDir, stackName(config, region));
  const primary = new PrimaryStack(app, config, { statePath: statePath(config.regions.primary) });
  const replicas = config.regions.replicas.map(
    (region) => new ReplicaStack(app, config, { region, primary, statePath: statePath(region) }),
  );
  return { primary, replicas, backup: backupStack(app, config, statePath) };
}

function backupStack(
  app: App,
  config: TablesConfig,
  statePath: (region: string) => string,
): BackupStack | undefined {
  const region = config.backup?.copyTo;
  if (region === undefined || config.regions.replicas.includes(region)) return undefined;
  return new BackupStack(app, config, { region, statePath: statePath(region) });
}

/**
 * The path of a stack's local state, relative to the folder that Terraform runs in, so that synthesized files are the
 * same on every machine. It is outside of the output folder, which may be deleted.
 */
function localStatePath(app: App, projectDir: string, stack: string): string {
  const runsIn = join(resolve(projectDir, app.outdir), "stacks", stack);
  return relative(runsIn, join(projectDir, `terraform.${stack}.tfstate`));
}
