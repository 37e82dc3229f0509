import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/** Prefixes of the region names of a partition. Every other region is in the partition `aws`. */
const prefixes: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/**
 * The partition that a region is of: accounts, IAM and ARNs of one partition mean nothing in another.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(region: string): string {
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The rule that a region is of the same partition as another: nothing is replicated or copied between partitions. */
export function samePartitionViolations(
  path: readonly (string | number)[],
  region: string | undefined,
  other: string | undefined,
): Violation[] {
  if (!isKnown(region) || !isKnown(other)) return [];
  return violationIf(
    partitionOf(region) !== partitionOf(other),
    "region-partition",
    path,
    `must be a region of the partition ${partitionOf(other)}, as ${other} is, got "${region}" of ${partitionOf(region)}`,
  );
}

/** The rule that an ARN is of the partition that a region is in. What is no ARN is another rule's. */
export function arnPartitionViolations(
  path: readonly (string | number)[],
  arn: string | undefined,
  region: string | undefined,
): Violation[] {
  if (!isKnown(arn) || !isKnown(region)) return [];
  const partition = /^arn:([a-z-]+):/.exec(arn)?.[1];
  return violationIf(
    partition !== undefined && partition !== partitionOf(region),
    "arn-partition",
    path,
    `must be an ARN of the partition ${partitionOf(region)}, as ${region} is, got "${arn}"`,
  );
}
