/** The two names that every other name of a service is made of. */
export interface ServiceEnvironment {
  readonly service: string;
  readonly environment: string;
}

/** `forum-dev-us-east-1`: the name of the stack, its state and its workspace. */
export function stackName({ service, environment }: ServiceEnvironment, region: string): string {
  return `${service}-${environment}-${region}`;
}

/** The session name in CloudTrail when Terraform assumes a role; at most 64 characters. */
export function sessionName({ service, environment }: ServiceEnvironment): string {
  return `${service}-${environment}`.slice(0, 64);
}

/** `forum-dev`: the name of resources that a service has once per region. */
export function serviceName({ service, environment }: ServiceEnvironment): string {
  return `${service}-${environment}`;
}

/** The prefix of the names of a cutover's two tables and of its alarms. */
export function cutoverName({ service, environment }: ServiceEnvironment): string {
  return `${service}-${environment}-cutover`;
}

/** The name of the workers on AWS Batch, and the prefix of what belongs to them. */
export function workersName({ service, environment }: ServiceEnvironment): string {
  return `${service}-${environment}-workers`;
}

/** The alias of the KMS key that a service's tables share, the same in every region. */
export function keyAlias({ service, environment }: ServiceEnvironment): string {
  return `${service}-${environment}-dynamodb`;
}

/** The suffix of the name of the migration runner's role. */
export const migrationRoleId = "migration";

/** `forum-dev-users-service`: roles have no region. */
export function roleName({ service, environment }: ServiceEnvironment, role: string): string {
  return `${service}-${environment}-${role}`;
}
