import type { MigrationWorkersProps } from "./migration-workers-props";

export const defaultVcpu = 1;
export const defaultMemoryMib = 2048;
export const defaultMaxWorkers = 16;
/** Fargate may end a task that has run for 14 days. */
export const defaultTimeoutSeconds = 14 * 24 * 3600;
/** How often Batch starts a worker in all. */
const attempts = 5;

/** What the container of a worker refers to. */
export interface WorkerContainerParts {
  readonly jobRoleArn: string;
  readonly executionRoleArn: string;
  readonly logGroup: string;
}

/**
 * `containerProperties` of the job definition. The job parameter `location` is where the run is.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html
 */
export function workerContainer(props: MigrationWorkersProps, parts: WorkerContainerParts): string {
  const { image, region, vcpu = defaultVcpu, memoryMib = defaultMemoryMib, ephemeralStorageGib } = props;
  const { architecture = "X86_64", assignPublicIp = false, environment = {}, secrets = {} } = props;
  return JSON.stringify({
    image,
    command: ["work", "Ref::location"],
    jobRoleArn: parts.jobRoleArn,
    executionRoleArn: parts.executionRoleArn,
    environment: sorted({ AWS_REGION: region, ...environment }).map(([name, value]) => ({ name, value })),
    secrets: sorted(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    resourceRequirements: [
      { type: "VCPU", value: String(vcpu) },
      { type: "MEMORY", value: String(memoryMib) },
    ],
    // Signals reach the worker, which saves, and processes that it leaves are reaped.
    linuxParameters: { initProcessEnabled: true },
    networkConfiguration: { assignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED" },
    fargatePlatformConfiguration: { platformVersion: "LATEST" },
    runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: "LINUX" },
    ...(ephemeralStorageGib === undefined ? {} : { ephemeralStorage: { sizeInGiB: ephemeralStorageGib } }),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": parts.logGroup,
        "awslogs-region": region,
        "awslogs-stream-prefix": "worker",
      },
    },
  });
}

/**
 * When Batch starts a worker again: after a termination by its host, a lost host or an unexpected exit, and not after an
 * invalid command (2) or `dynamodb-migrate stop` (130).
 */
export const workerRetries = {
  attempts,
  evaluateOnExit: [
    { onExitCode: "75", action: "RETRY" },
    { onExitCode: "2", action: "EXIT" },
    { onExitCode: "130", action: "EXIT" },
    { onReason: "*", action: "RETRY" },
  ],
};

function sorted(entries: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(entries).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
