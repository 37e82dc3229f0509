import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { merged, type PolicyStatement } from "../access/policy-statement";
import { AwsAccount } from "../account/aws-account";

export interface BackupServiceRoleProps {
  /** 1 to 64 characters of A-Z, a-z, 0-9 and `_+=,.@-`; unique in the account. */
  readonly name: string;
  /** Permissions of AWS Backup under this role. */
  readonly statements: readonly PolicyStatement[];
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A role that AWS Backup takes on, for this account only. */
export class BackupServiceRole extends Construct {
  readonly resource: IamRole;

  constructor(scope: Construct, id: string, { name, statements, tags }: BackupServiceRoleProps) {
    super(scope, id);
    this.resource = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: trustPolicy(AwsAccount.of(this)),
      tags: tags && { ...tags },
    });
    new IamRolePolicy(this, "Policy", {
      role: this.resource.name,
      name: "backup",
      policy: JSON.stringify({ Version: "2012-10-17", Statement: merged(statements) }),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

function trustPolicy(account: AwsAccount): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
      },
    ],
  });
}
