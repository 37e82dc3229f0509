import { arnPartitionViolations } from "../replica/partition";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

const keyArn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/.+$/;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_reqs_bestpractices.html */
export function encryptionViolations({ encryption, region, replicaRegions }: DynamoTableProps): Violation[] {
  if (encryption?.kind !== "customer-managed") return [];
  const keys = encryption.replicaKeyArns ?? {};
  return [
    ...keyArnViolations(["encryption", "keyArn"], encryption.keyArn, region),
    ...Object.entries(keys).flatMap(([replica, arn]) =>
      keyArnViolations(["encryption", "replicaKeyArns", replica], arn, replica),
    ),
    ...(isKnown(replicaRegions) ? replicaRegions : []).flatMap((region) =>
      violationIf(
        encryption.keyAlias === undefined &&
          (encryption.keyArn === undefined) !== (keys[region] === undefined),
        "encryption-key-per-region",
        ["encryption"],
        `must name a key in every region or in none, but there is ${keys[region] ? "one in" : "none in"} "${region}" and ${encryption.keyArn ? "one" : "none"} for the table itself`,
      ),
    ),
  ];
}

/** A key's ARN, in a given region if one is given. Aliases are rejected: the provider resolves them again at each plan. */
export function keyArnViolations(
  path: readonly string[],
  arn: string | undefined,
  region?: string,
): Violation[] {
  if (!isKnown(arn)) return [];
  const found = keyArn.exec(arn);
  return [
    ...violationIf(
      found === null,
      "encryption-key",
      path,
      `must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "${arn}"`,
    ),
    ...violationIf(
      found !== null && isKnown(region) && found[1] !== region,
      "encryption-key",
      path,
      `must be a key in ${region}, got one in ${found?.[1]}`,
    ),
    ...(found !== null && found[1] === region ? arnPartitionViolations(path, arn, region) : []),
  ];
}
