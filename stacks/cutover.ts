import { TerraformOutput, type TerraformStack, Token } from "cdktf";
import {
  CutoverControl,
  Encryption,
  type EnvironmentEntry,
  Grantee,
  type MigrationRole,
  type TaskRole,
} from "../constructs";
import { alarmTopics } from "./alarm-topics";
import { cutoverProps } from "./config/sections/cutover/props";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf } from "./map-entries";
import { keyAlias } from "./names";
import { needsKey, sharedKey } from "./shared-key";

/** The roles that may get access to the tables of a cutover. */
export interface CutoverRoles {
  /** By id in tables.yaml. */
  readonly taskRoles: Readonly<Record<string, TaskRole>>;
  /** The role of `dynamodb-migrate`, if the file has one. */
  readonly migrationRole: MigrationRole | undefined;
}

/** Adds the tables of a cutover, their grants, alarms and output; undefined if the file has no cutover. */
export function addCutover(
  stack: TerraformStack,
  config: TablesConfig,
  { taskRoles, migrationRole }: CutoverRoles,
): CutoverControl | undefined {
  const props = cutoverProps(config);
  if (props === undefined) return undefined;
  const encryption = needsKey(props.encryption)
    ? Encryption.customerManaged({ keyArn: sharedKey(stack, config).arn, keyAlias: keyAlias(config) })
    : props.encryption;
  const topicArns = alarmTopics(stack, config, props.region);
  const cutover = new CutoverControl(stack, "cutover", { ...props, encryption, topicArns });
  for (const id of config.cutover?.taskRoles ?? []) {
    const role = entryOf(taskRoles, id);
    if (role) cutover.grantApplication(Grantee.role(role.resource.name));
  }
  if (migrationRole) cutover.grantOperator(Grantee.role(migrationRole.resource.name));
  new TerraformOutput(stack, "dynamodb_cutover", {
    description: "The control and ledger tables of the cutover.",
    value: Token.asAny(cutover.describe()),
  });
  return cutover;
}

/** The environment variables by which the service of a role finds the cutover; none if it does not take part. */
export function cutoverEnvironment(
  cutover: CutoverControl | undefined,
  config: TablesConfig,
  role: string,
): EnvironmentEntry[] {
  return config.cutover?.taskRoles?.includes(role) ? (cutover?.environment() ?? []) : [];
}
