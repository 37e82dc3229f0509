import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { EksPodIdentityRoleProps, EksServiceAccountRoleProps, ServiceAccount } from "./task-role-props";

/** The rules of what EKS Pod Identity needs to know. */
export function podIdentityViolations(
  props: Pick<EksPodIdentityRoleProps, "cluster" | keyof ServiceAccount>,
): Violation[] {
  return [...eksClusterViolations(props.cluster), ...serviceAccountViolations(props)];
}

/** The rules of what IAM roles for service accounts need to know. */
export function serviceAccountRoleViolations(
  props: Pick<EksServiceAccountRoleProps, "oidcProviderArn" | keyof ServiceAccount>,
): Violation[] {
  return [...oidcProviderViolations(props.oidcProviderArn), ...serviceAccountViolations(props)];
}

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export function eksClusterViolations(cluster: string): Violation[] {
  return violationIf(
    isKnown(cluster) && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(cluster),
    "eks-cluster",
    ["cluster"],
    `must be a cluster's name, 1 to 100 characters of A-Z, a-z, 0-9, _ and - that start with a letter or digit, got "${cluster}"`,
  );
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export function serviceAccountViolations({ namespace, serviceAccount }: ServiceAccount): Violation[] {
  return [
    ...violationIf(
      isKnown(namespace) && !/^(?!.{64})[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(namespace),
      "eks-service-account",
      ["namespace"],
      `must be a namespace, 1 to 63 characters of a-z, 0-9 and -, got "${namespace}"`,
    ),
    ...violationIf(
      isKnown(serviceAccount) && !/^(?!.{254})[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(serviceAccount),
      "eks-service-account",
      ["serviceAccount"],
      `must be a service account's name, 1 to 253 characters of a-z, 0-9, - and ., got "${serviceAccount}"`,
    ),
  ];
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
export function oidcProviderViolations(arn: string): Violation[] {
  return violationIf(
    isKnown(arn) && !/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/.test(arn),
    "oidc-provider",
    ["oidcProviderArn"],
    `must be the ARN of an IAM OIDC provider (arn:aws:iam::<account>:oidc-provider/<issuer>), got "${arn}"`,
  );
}
