import type { Construct } from "constructs";
import {
  EcsTaskRole,
  EksPodIdentityRole,
  EksServiceAccountRole,
  LambdaRole,
  type TaskRole,
  type TaskRoleProps,
} from "../constructs";
import type { ServiceRoleConfig } from "./config/sections/task-roles/schema";

/** The role of a service, in the form that its service needs. */
export function makeTaskRole(
  scope: Construct,
  id: string,
  role: ServiceRoleConfig,
  props: TaskRoleProps,
): TaskRole {
  switch (role.service) {
    case "ecs":
      return new EcsTaskRole(scope, id, props);
    case "lambda":
      return new LambdaRole(scope, id, { ...props, logs: role.logs });
    case "eks-pod-identity": {
      const { cluster, namespace, serviceAccount } = role;
      return new EksPodIdentityRole(scope, id, { ...props, cluster, namespace, serviceAccount });
    }
    case "eks-irsa": {
      const { oidcProviderArn, namespace, serviceAccount } = role;
      return new EksServiceAccountRole(scope, id, { ...props, oidcProviderArn, namespace, serviceAccount });
    }
  }
}
