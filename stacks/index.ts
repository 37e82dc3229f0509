/** Builds the stacks of a tables.yaml. */
export { buildStacks, type BuildOptions, type ServiceStacks } from "./build-stacks";
export { loadTables, type LoadOptions } from "./config/load-tables";
export type { TableAccessConfig, TableConfig, TablesConfig } from "./config/tables-schema";
export type { TablesOutput } from "./outputs";
export { PrimaryStack, type StackOptions } from "./primary-stack";
export { synthesize, type SynthProcess } from "./synthesize";
