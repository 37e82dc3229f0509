import type { TableGrant } from "./table-grant";

/** The props of the role of a service: its name, and what it may do with which table. */
export interface TaskRoleProps {
  /** 1 to 64 characters of A-Z, a-z, 0-9 and `_+=,.@-`; unique in the account, because roles are global. */
  readonly name: string;
  /** Access to tables, without duplicates. */
  readonly grants: readonly TableGrant[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The props of an {@link EcsTaskRole}. */
export type EcsTaskRoleProps = TaskRoleProps;

/** The props of a {@link LambdaRole}. */
export interface LambdaRoleProps extends TaskRoleProps {
  /**
   * Whether to attach AWSLambdaBasicExecutionRole, which allows functions to write logs to CloudWatch.
   *
   * @default true
   */
  readonly logs?: boolean;
}

/** A Kubernetes service account. */
export interface ServiceAccount {
  /** Namespace of the Kubernetes service account: 1 to 63 characters of a-z, 0-9 and `-`. */
  readonly namespace: string;
  /** Name of the Kubernetes service account: 1 to 253 characters of a-z, 0-9, `-` and `.`. */
  readonly serviceAccount: string;
}

/** The props of an {@link EksPodIdentityRole}. */
export interface EksPodIdentityRoleProps extends TaskRoleProps, ServiceAccount {
  /** The name of the EKS cluster: 1 to 100 characters of A-Z, a-z, 0-9, `_` and `-`. */
  readonly cluster: string;
}

/** The props of an {@link EksServiceAccountRole}. */
export interface EksServiceAccountRoleProps extends TaskRoleProps, ServiceAccount {
  /**
   * ARN of the IAM OIDC provider of the EKS cluster,
   * `arn:aws:iam::<account>:oidc-provider/oidc.eks.<region>.amazonaws.com/id/<id>`.
   */
  readonly oidcProviderArn: string;
}
