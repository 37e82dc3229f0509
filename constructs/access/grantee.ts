import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";

/** A role, user or group of the app's own: `Grantee.role(role.name)`. */
export interface Grantee {
  readonly kind: "role" | "user" | "group";
  /** Its name in IAM. Pass the resource's attribute, so that Terraform creates it first. */
  readonly name: string;
}

/**
 * Whom something is granted to.
 *
 * @example
 * posts.grantRead(Grantee.role(new IamRole(this, "web", { assumeRolePolicy }).name));
 */
export const Grantee = {
  /** A role by its name. */
  role: (name: string): Grantee => Object.freeze({ kind: "role", name }),
  /** A user by its name. */
  user: (name: string): Grantee => Object.freeze({ kind: "user", name }),
  /** A group by its name. */
  group: (name: string): Grantee => Object.freeze({ kind: "group", name }),
};

/**
 * The same id for the same grantee, whatever else is granted: a policy that moved to another address would be
 * deleted and made at once. A name that only an apply knows is told by what it refers to.
 */
export function granteeId(scope: Construct, { kind, name }: Grantee): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const written = String(Tokenization.resolve(name, { scope, resolver, preparing: false }));
  return `${kind}.${written.replace(/[^\w+=,.@-]/g, "")}`;
}

/** The name of an inline policy for tables, of which a grantee has one a name; at most 128 characters. */
export function policyName(tables: string): string {
  return `dynamodb-${tables.slice(-119)}`;
}

/** The inline policy of a role, user or group in Terraform. */
export type PolicyResource = IamRolePolicy | IamUserPolicy | IamGroupPolicy;

/**
 * Attaches an inline policy to a grantee.
 *
 * @throws Error if the grantee has one of that name in the stack
 */
export function attachPolicy(
  scope: Construct,
  id: string,
  { kind, name: grantee }: Grantee,
  { name, policy }: { readonly name: string; readonly policy: string },
): PolicyResource {
  const ofGrantee = `inline policy of ${granteeId(scope, { kind, name: grantee })} by`;
  refuse("Policy", scope, id, usedNameViolations(scope, ofGrantee, name));
  noteName(scope, ofGrantee, name);
  if (kind === "role") return new IamRolePolicy(scope, id, { role: grantee, name, policy });
  if (kind === "user") return new IamUserPolicy(scope, id, { user: grantee, name, policy });
  return new IamGroupPolicy(scope, id, { group: grantee, name, policy });
}
