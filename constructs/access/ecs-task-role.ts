import type { Construct } from "constructs";
import { TaskRole } from "./task-role";
import type { EcsTaskRoleProps } from "./task-role-props";

/**
 * The task role of an ECS service. Only ECS tasks of the same account can assume it.
 *
 * @example
 * const role = new EcsTaskRole(this, "posts-service", {
 *   name: "forum-prod-posts-service",
 *   grants: [{ table: posts, access: "read-write" }, { table: users, access: "read" }],
 * });
 * const environment = role.environment("us-east-1");
 */
export class EcsTaskRole extends TaskRole {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EcsTaskRoleProps) {
    super(scope, id, props, {
      name: "EcsTaskRole",
      // The condition prevents ECS from acting as a confused deputy for another account.
      trust: ({ accountId }) => ({
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      }),
    });
  }
}
