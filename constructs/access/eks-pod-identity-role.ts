import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import type { Construct } from "constructs";
import { podIdentityViolations } from "./eks-rules";
import { TaskRole } from "./task-role";
import type { EksPodIdentityRoleProps } from "./task-role-props";

/**
 * The role of the pods of one Kubernetes service account, by EKS Pod Identity: the role, and its association with the
 * service account. The cluster needs the add-on `eks-pod-identity-agent`. For a cluster with an OIDC provider instead,
 * use {@link EksServiceAccountRole}.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 *
 * @example
 * new EksPodIdentityRole(this, "api", {
 *   name: "forum-prod-api",
 *   ...{ cluster: "prod", namespace: "forum", serviceAccount: "api" },
 *   grants: [{ table: posts, access: "read-write" }],
 * });
 */
export class EksPodIdentityRole extends TaskRole {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EksPodIdentityRoleProps) {
    const { cluster, namespace, serviceAccount } = props;
    super(scope, id, props, {
      name: "EksPodIdentityRole",
      violations: podIdentityViolations(props),
      trust: () => trust(props),
    });
    new EksPodIdentityAssociation(this, "Association", {
      ...{ clusterName: cluster, namespace, serviceAccount },
      roleArn: this.arn,
    });
  }
}

/** EKS tags each session with the cluster, namespace and service account of the pod. */
function trust({ cluster, namespace, serviceAccount }: EksPodIdentityRoleProps): object {
  return {
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-name": cluster,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    },
  };
}
