import { type Command, InvalidArgumentError } from "commander";
import { roleArnPattern } from "../../definition/role-arn";
import type { AssumedRole } from "../../definition/definition";
import { UsageError } from "../../errors";

/** An IAM role whose credentials requests are signed with. */
export interface RoleOptions {
  /** Its ARN. @default the credentials of the environment */
  readonly assumeRole?: string;
  readonly externalId?: string;
}

/** Adds the options that name a role. */
export function addRoleOptions(command: Command): Command {
  return command
    .option(
      "--assume-role <arn>",
      "IAM role to sign the requests with, for tables of another account",
      roleArn,
    )
    .option("--external-id <id>", "external ID that the trust policy of --assume-role requires");
}

/** @throws InvalidArgumentError, with which commander names the option */
function roleArn(text: string): string {
  if (roleArnPattern.test(text)) return text;
  throw new InvalidArgumentError(
    `expected the ARN of an IAM role, such as arn:aws:iam::111122223333:role/migration, got "${text}"`,
  );
}

/** The role that the options name. @throws UsageError if there is an external ID without a role */
export function roleIn({ assumeRole: arn, externalId }: RoleOptions): AssumedRole | undefined {
  if (arn === undefined) {
    if (externalId === undefined) return undefined;
    throw new UsageError("options-conflict", "--external-id needs --assume-role");
  }
  return { arn, ...(externalId !== undefined && { externalId }) };
}
