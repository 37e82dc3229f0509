import type { TablesConfig } from "./config/tables-schema";

/** `forum-dev-us-east-1`: names the stack, its state and its workspace. */
export function stackName({ service, environment }: TablesConfig, region: string): string {
  return `${service}-${environment}-${region}`;
}

/** What CloudTrail calls Terraform by where it takes on a role; at most 64 characters. */
export function sessionName({ service, environment }: TablesConfig): string {
  return `${service}-${environment}`.slice(0, 64);
}

/** `forum-dev`: names what a service has one of in a region. */
export function serviceName({ service, environment }: TablesConfig): string {
  return `${service}-${environment}`;
}

/** The alias of the key that a service's tables share, the same in every region. */
export function keyAlias({ service, environment }: TablesConfig): string {
  return `${service}-${environment}-dynamodb`;
}

/** What the role of the migration runner is called after the service. */
export const migrationRoleId = "migration";

/** `forum-dev-users-service`: roles belong to no region. */
export function roleName({ service, environment }: TablesConfig, role: string): string {
  return `${service}-${environment}-${role}`;
}
