import { TerraformOutput, type TerraformStack, Token } from "cdktf";
import type { EnvironmentEntry, TableDescriptor } from "../constructs";

/** The value of the output `dynamodb_tables`: the descriptions of a stack's tables. */
export interface TablesOutput {
  readonly formatVersion: 1;
  readonly service: string;
  readonly environment: string;
  readonly region: string;
  readonly role: "primary" | "replica";
  /** By id in tables.yaml. */
  readonly tables: Readonly<Record<string, TableDescriptor>>;
}

/**
 * Adds the output `dynamodb_tables` directly to the stack, so that it has the same name in every format of outputs. It is
 * not sensitive, so that every format includes it.
 */
export function addTablesOutput(stack: TerraformStack, output: Omit<TablesOutput, "formatVersion">): void {
  const value: TablesOutput = { formatVersion: 1, ...output };
  new TerraformOutput(stack, "dynamodb_tables", {
    description: "The DynamoDB tables of this stack: names, ARNs, keys, indexes and capacity.",
    // A token, because TerraformOutput throws on null.
    value: Token.asAny(value),
  });
}

/** The settings of an ECS task definition for a task role, in the region of the stack. */
export interface TaskRoleOutput {
  readonly arn: string;
  /** `environment` of a container definition. */
  readonly environment: readonly EnvironmentEntry[];
}

/** Adds the output `task_roles`, by id in tables.yaml, if there are any roles. */
export function addTaskRolesOutput(
  stack: TerraformStack,
  roles: Readonly<Record<string, TaskRoleOutput>>,
): void {
  if (Object.keys(roles).length === 0) return;
  new TerraformOutput(stack, "task_roles", {
    description: "The services' task roles, and the environment that their containers need.",
    value: Token.asAny(roles),
  });
}
