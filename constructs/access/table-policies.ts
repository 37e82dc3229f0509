import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { attachPolicy, type Grantee, granteeId, policyName } from "./grantee";
import { inlinePolicySize, noteInlinePolicy, policySizeViolations } from "./policy-limits";
import { policySize } from "./policy-size";
import { type PolicyStatement, policyDocument } from "./policy-statement";
import { type GrantableTable, grantStatements, type TableGrant } from "./table-grant";

/** What one grantee may do. */
interface TablePolicy {
  readonly grants: TableGrant[];
  readonly statements: PolicyStatement[];
}

/** What was granted on a table: an inline policy for each grantee, which grows with every grant. */
export class TablePolicies extends Construct {
  private readonly policies = new Map<string, TablePolicy>();

  /** @throws Error if the grantee's inline policies in the stack are longer by now than IAM takes */
  grant(grantee: Grantee, grant: TableGrant): void {
    const key = granteeId(this, grantee);
    const policy = this.policies.get(key) ?? this.attach(key, grantee, grant.table);
    policy.grants.push(grant);
    policy.statements.push(...grantStatements(grant, AwsAccount.of(this)));
    noteInlinePolicy(this, grantee, policySize(policy.grants));
    const together = inlinePolicySize(this, grantee);
    refuse("Grant", grant.table, grantee.kind, policySizeViolations(grantee.kind, ["access"], together));
  }

  private attach(key: string, grantee: Grantee, { node, props: { name } }: GrantableTable): TablePolicy {
    const policy: TablePolicy = { grants: [], statements: [] };
    this.policies.set(key, policy);
    attachPolicy(this, key, grantee, {
      name: policyName(isKnown(name) ? name : node.id),
      policy: Lazy.stringValue({ produce: () => policyDocument(policy.statements) }),
    });
    return policy;
  }
}
