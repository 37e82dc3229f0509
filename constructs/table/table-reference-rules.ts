import { regionViolations, replicaRegionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { nameViolations } from "../rules/name-rules";
import { type Violation, violationIf } from "../rules/violation";
import { billingViolations } from "./billing-rules";
import { keyArnViolations } from "./encryption-rules";
import { parsedTableArn } from "./table-arn";
import type { TableAttributes } from "./table-reference-props";
import type { TableLocation } from "./table-settings";

/** Every rule that the attributes of a referenced table break. */
export function tableReferenceViolations(attributes: TableAttributes): Violation[] {
  const { arn, name, region, replicaRegions, account, kmsKeyArn, replicaKeyArns = {}, billing } = attributes;
  const tableRegion = region ?? parsedTableArn(arn)?.region;
  return [
    ...locationViolations(attributes),
    ...(name === undefined ? [] : nameViolations("table-name", ["name"], name)),
    ...regionViolations(["region"], region),
    ...replicaRegionViolations(["replicaRegions"], replicaRegions, tableRegion),
    ...violationIf(
      isKnown(account) && !/^\d{12}$/.test(account),
      "account-id",
      ["account"],
      `must be an account's 12 digits, got "${account}"`,
    ),
    ...keyArnViolations(["kmsKeyArn"], kmsKeyArn, tableRegion),
    ...Object.entries(replicaKeyArns).flatMap(([replica, key]) =>
      keyArnViolations(["replicaKeyArns", replica], key, replica),
    ),
    ...billingViolations({ billing }),
  ];
}

/** The rule that a table defined elsewhere is used in its own region. */
export function referenceRegionViolations(
  path: readonly (string | number)[],
  reference: TableLocation | undefined,
  region: string | undefined,
): Violation[] {
  const own = reference?.region;
  return violationIf(
    isKnown(own) && isKnown(region) && own !== region,
    "reference-region",
    path,
    `must be a table in ${region}, got one in ${own}`,
  );
}

/** The rules of the ARN, and of what is given besides it. */
function locationViolations({ arn, name, region, account }: TableAttributes): Violation[] {
  const parsed = parsedTableArn(arn);
  const repeated = { name, region, account };
  return [
    ...violationIf(
      arn === undefined && name === undefined,
      "reference-arn",
      ["arn"],
      "a referenced table must have an arn or a name, got neither",
    ),
    ...violationIf(
      isKnown(arn) && parsed === undefined,
      "reference-arn",
      ["arn"],
      `must be the ARN of a table (arn:aws:dynamodb:<region>:<account>:table/<name>), got "${arn}"`,
    ),
    ...(["name", "region", "account"] as const).flatMap((key) =>
      violationIf(
        parsed !== undefined && isKnown(repeated[key]) && repeated[key] !== parsed[key],
        "reference-arn",
        [key],
        `must be the ${key} in the arn, "${parsed?.[key]}", got "${repeated[key]}"`,
      ),
    ),
  ];
}
