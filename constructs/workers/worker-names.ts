/** The prefix of the locations of runs, if the props name none. */
export const defaultPrefix = "runs";

/** The names of what `MigrationWorkers` creates. Roles are global. */
export function workerNames(name: string) {
  return {
    jobRole: `${name}-job`,
    executionRole: `${name}-execution`,
    securityGroup: name,
    endpointSecurityGroup: `${name}-endpoints`,
    logGroup: `/dynamodb-migrate/${name}`,
    /** Names of buckets are global, and have no capitals. */
    bucket: (account: string) => `${name.toLowerCase().replaceAll("_", "-")}-${account}`,
  };
}
