import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { attachPolicy, type Grantee } from "./grantee";
import { type PolicyStatement, policyDocument } from "./policy-statement";
import { grantStatements, type TableGrant } from "./table-grant";

/** What was granted on a table: an inline policy for each grantee, which grows with every grant. */
export class TablePolicies extends Construct {
  private readonly statements = new Map<string, PolicyStatement[]>();

  grant(grantee: Grantee, grant: TableGrant): void {
    const added = grantStatements(grant, AwsAccount.of(this));
    const key = `${grantee.kind}:${grantee.name}`;
    const before = this.statements.get(key);
    if (before) {
      before.push(...added);
      return;
    }
    this.statements.set(key, added);
    attachPolicy(this, `${grantee.kind}.${this.statements.size}`, grantee, {
      name: `dynamodb-${grant.table.node.id}`,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements.get(key) ?? []) }),
    });
  }
}
