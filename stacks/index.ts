/** The stacks of a tables.yaml. */
// First, since it checks that the framework is installed.
import "../constructs/internal";

export { BackupStack, type BackupStackOptions } from "./backup-stack";
export { buildStacks, type BuildOptions, type ServiceStacks } from "./build-stacks";
export { loadTables, type LoadOptions } from "./config/load-tables";
export type { TableAccessConfig } from "./config/sections/task-roles/schema";
export type { TableConfig, TablesConfig } from "./config/tables-schema";
export type { TablesOutput, TaskRoleOutput } from "./outputs";
export { PrimaryStack, type StackOptions } from "./primary-stack";
export { ReplicaStack, type ReplicaStackOptions } from "./replica-stack";
export { SettingError } from "./setting-error";
export { synthesize, type SynthProcess } from "./synthesize";
