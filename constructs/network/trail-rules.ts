import { isKnown } from "../rules/known-value";
import { bucketNameViolations } from "../rules/name-rules";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { keyArnViolations } from "../table/encryption-rules";
import type { TableTrailProps } from "./table-trail-props";

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
export function trailViolations(props: TableTrailProps): Violation[] {
  const { name, bucketName, tables, keyArn, tags } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^(?=.{3,128}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name),
      "trail-name",
      ["name"],
      `a trail's name must be 3 to 128 characters of A-Z, a-z, 0-9 and single ., _ and - between them, got "${name}"`,
    ),
    ...bucketNameViolations("trail-bucket", ["bucketName"], bucketName),
    ...violationIf(
      isKnown(tables) && (tables.length < 1 || tables.length > 500),
      "trail-tables",
      ["tables"],
      `must be 1 to 500 tables, got ${tables.length}`,
    ),
    ...keyArnViolations(["keyArn"], keyArn),
    ...tagViolations(tags),
  ];
}
