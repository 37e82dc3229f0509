import { Fn, Token } from "cdktf";
import type { Construct } from "constructs";
import { serviceAccountRoleViolations } from "./eks-rules";
import { TaskRole } from "./task-role";
import type { EksServiceAccountRoleProps } from "./task-role-props";

/**
 * The role of the pods of one Kubernetes service account, by IAM roles for service accounts (IRSA). Annotate the service
 * account with `eks.amazonaws.com/role-arn` and the `arn` of the role.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 *
 * @example
 * const role = new EksServiceAccountRole(this, "api", {
 *   name: "forum-prod-api",
 *   oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
 *   ...{ namespace: "forum", serviceAccount: "api" },
 *   grants: [{ table: posts, access: "read-write" }],
 * });
 */
export class EksServiceAccountRole extends TaskRole {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EksServiceAccountRoleProps) {
    super(scope, id, props, {
      name: "EksServiceAccountRole",
      violations: serviceAccountRoleViolations(props),
      trust: () => trust(props),
    });
  }
}

function trust({ oidcProviderArn, namespace, serviceAccount }: EksServiceAccountRoleProps): object {
  const issuer = issuerOf(oidcProviderArn);
  return {
    Effect: "Allow",
    Principal: { Federated: oidcProviderArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
      },
    },
  };
}

/** The issuer without `https://`, which is what follows `oidc-provider/` in the ARN. */
function issuerOf(arn: string): string {
  if (Token.isUnresolved(arn)) return Fn.element(Fn.split("oidc-provider/", arn), 1) as string;
  return arn.split("oidc-provider/")[1] ?? "";
}
