import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { attachPolicy, type Grantee, granteeId, policyName, type PolicyResource } from "./grantee";
import { inlinePolicySize, noteInlinePolicy, policySizeViolations } from "./policy-limits";
import { policySize } from "./policy-size";
import { merged, type PolicyStatement, policyDocument } from "./policy-statement";
import { type GrantableTable, grantStatements, type TableGrant } from "./table-grant";

/** The inline policy of a grantee for one table. Later grants of the table to the grantee are added to it. */
export interface GrantedPolicy {
  /** The role, user or group. */
  readonly grantee: Grantee;
  /** The policy in Terraform, for `dependsOn` of what needs the permission at its start. */
  readonly resource: PolicyResource;
  /** The statements of the policy so far, those that allow the same joined. */
  readonly statements: readonly PolicyStatement[];
}

/** The inline policies of one table: one for each grantee, extended by every grant. */
export class TablePolicies extends Construct {
  private readonly policies = new Map<string, GranteePolicy>();

  /** @throws Error if the grantee's inline policies in the stack are now longer than IAM allows */
  grant(grantee: Grantee, grant: TableGrant): GrantedPolicy {
    const key = granteeId(this, grantee);
    const policy = this.policies.get(key) ?? this.attach(key, grantee, grant.table);
    policy.add(grant, grantStatements(grant, AwsAccount.of(this)));
    noteInlinePolicy(this, grantee, policySize(policy.grants));
    const together = inlinePolicySize(this, grantee);
    refuse("Grant", grant.table, grantee.kind, policySizeViolations(grantee.kind, ["access"], together));
    return policy;
  }

  private attach(key: string, grantee: Grantee, { node, props: { name } }: GrantableTable): GranteePolicy {
    const policyId = policyName(isKnown(name) ? name : node.id);
    const policy = new GranteePolicy(grantee, (document) =>
      attachPolicy(this, key, grantee, { name: policyId, policy: document }),
    );
    this.policies.set(key, policy);
    return policy;
  }
}

/** The inline policy of one grantee, rendered at synthesis, when all grants are known. */
class GranteePolicy implements GrantedPolicy {
  readonly resource: PolicyResource;
  readonly grants: TableGrant[] = [];
  private readonly all: PolicyStatement[] = [];

  constructor(
    readonly grantee: Grantee,
    attach: (document: string) => PolicyResource,
  ) {
    this.resource = attach(Lazy.stringValue({ produce: () => policyDocument(this.all) }));
  }

  get statements(): readonly PolicyStatement[] {
    return merged(this.all);
  }

  add(grant: TableGrant, statements: readonly PolicyStatement[]): void {
    this.grants.push(grant);
    this.all.push(...statements);
  }
}
