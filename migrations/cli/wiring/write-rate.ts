import { RateLimit } from "../../dynamodb/rate/rate-limit";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { clock } from "../clock";
import type { ItemConnection } from "./item-connection";

/**
 * Maximum write units per second of a table. Default: the capacity of a provisioned table (the maximum of an
 * autoscaled one) or the request limit of an on-demand one. An endpoint other than AWS has no default, since it has no
 * capacity.
 */
export function writeRate(
  { billing }: Pick<TargetTable, "billing">,
  asked: number | undefined,
  { place, region }: Pick<ItemConnection, "place" | "region">,
): number | undefined {
  if (asked !== undefined || place !== region) return asked;
  const provisioned = billing.mode === "provisioned" ? billing.write : undefined;
  return billing.maxWrite ?? provisioned ?? undefined;
}

/**
 * The limit of a table and its indexes, which all writes share.
 * @param unitsPerSecond see {@link writeRate} @param part of it that this process has as a rule. @default all
 */
export function writeLimit(
  table: Pick<TargetTable, "partitionKey" | "sortKey" | "indexes">,
  unitsPerSecond: number | undefined,
  part = 1,
): RateLimit | undefined {
  if (unitsPerSecond === undefined) return undefined;
  const keyNames = keyAttributes(table).map(({ name }) => name);
  return new RateLimit(unitsPerSecond * part, { indexes: table.indexes, keyNames }, clock);
}
