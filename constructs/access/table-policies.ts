import { DefaultTokenResolver, Lazy, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { attachPolicy, type Grantee, policyName } from "./grantee";
import { type PolicyStatement, policyDocument } from "./policy-statement";
import { grantStatements, type TableGrant } from "./table-grant";

/** What was granted on a table: an inline policy for each grantee, which grows with every grant. */
export class TablePolicies extends Construct {
  private readonly statements = new Map<string, PolicyStatement[]>();

  grant(grantee: Grantee, grant: TableGrant): void {
    const added = grantStatements(grant, AwsAccount.of(this));
    const key = idOf(this, grantee);
    const before = this.statements.get(key);
    if (before) {
      before.push(...added);
      return;
    }
    this.statements.set(key, added);
    attachPolicy(this, key, grantee, {
      name: policyName(isKnown(grant.table.props.name) ? grant.table.props.name : grant.table.node.id),
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements.get(key) ?? []) }),
    });
  }
}

/**
 * The same id for the same grantee, whatever else is granted: a policy that moved to another address would be
 * deleted and made at once. A name that only an apply knows is told by what it refers to.
 */
function idOf(scope: Construct, { kind, name }: Grantee): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const written = String(Tokenization.resolve(name, { scope, resolver, preparing: false }));
  return `${kind}.${written.replace(/[^\w+=,.@-]/g, "")}`;
}
