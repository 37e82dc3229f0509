import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/** The memory in MiB that Fargate allows with a number of vCPUs: from, to, and the steps between them. */
const sizes: ReadonlyMap<number, readonly number[]> = new Map([
  [0.25, [512, 1024, 2048]],
  [0.5, steps(1024, 4096, 1024)],
  [1, steps(2048, 8192, 1024)],
  [2, steps(4096, 16_384, 1024)],
  [4, steps(8192, 30_720, 1024)],
  [8, steps(16_384, 61_440, 4096)],
  [16, steps(32_768, 122_880, 8192)],
]);

/** The numbers of vCPUs that Fargate has. */
export const fargateVcpus: readonly number[] = [...sizes.keys()];

/**
 * The rules of the vCPUs and the memory of a container on Fargate.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html
 */
export function fargateSizeViolations(vcpu: number, memoryMib: number): Violation[] {
  if (!isKnown(vcpu)) return [];
  const allowed = sizes.get(vcpu);
  if (!allowed)
    return violationIf(
      true,
      "fargate-vcpu",
      ["vcpu"],
      `must be ${fargateVcpus.slice(0, -1).join(", ")} or ${fargateVcpus.at(-1)}, got ${vcpu}`,
    );
  return violationIf(
    isKnown(memoryMib) && !allowed.includes(memoryMib),
    "fargate-memory",
    ["memoryMib"],
    `must be ${shown(allowed)} with ${vcpu} vCPU, got ${memoryMib}`,
  );
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
}

function shown(allowed: readonly number[]): string {
  const [first = 0, second = 0] = allowed;
  const last = allowed.at(-1) ?? 0;
  const by = second - first;
  if (allowed.length === 3) return `${allowed.slice(0, -1).join(", ")} or ${last} MiB`;
  return `${first} to ${last} MiB in steps of ${by}`;
}
