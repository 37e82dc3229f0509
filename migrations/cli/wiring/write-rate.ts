import type { TargetTable } from "../../items/target-table";
import type { Connection } from "./dynamodb";

/**
 * The write units a second that a table is given at most: what was asked, or else what it has where it is provisioned
 * or its requests are limited; an autoscaled one's maximum, which it grows to. An endpoint that stands for AWS has no
 * capacity to spare.
 */
export function writeRate(
  { billing }: Pick<TargetTable, "billing">,
  asked: number | undefined,
  { place, region }: Pick<Connection, "place" | "region">,
): number | undefined {
  if (asked !== undefined || place !== region) return asked;
  const provisioned = billing.mode === "provisioned" ? billing.write : undefined;
  return billing.maxWrite ?? provisioned ?? undefined;
}
