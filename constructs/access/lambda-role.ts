import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { tableVariables } from "./container-environment";
import { TaskRole } from "./task-role";
import type { LambdaRoleProps } from "./task-role-props";

/**
 * The execution role of a Lambda function. A function that an event source mapping calls with the records of a table's
 * stream needs the access `stream` to that table.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 *
 * @example
 * const role = new LambdaRole(this, "resize", {
 *   name: "forum-prod-resize",
 *   grants: [{ table: posts, access: "stream" }, { table: images, access: ["PutItem"] }],
 * });
 */
export class LambdaRole extends TaskRole {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: LambdaRoleProps) {
    super(scope, id, props, {
      name: "LambdaRole",
      trust: () => ({
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    if (props.logs === false) return;
    const { partition } = AwsAccount.of(this);
    new IamRolePolicyAttachment(this, "Logs", {
      role: this.resource.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`,
    });
  }

  /** Environment variables of the function, for `environment.variables`. Lambda itself sets `AWS_REGION`. */
  variables(): Record<string, string> {
    return Object.fromEntries(tableVariables(this.tableNames).map(({ name, value }) => [name, value]));
  }
}
