import { DynamoDbSource } from "../../sources/dynamodb/dynamodb-source";
import type { ChangeItemsOptions } from "../options/change-options";
import { readRate } from "./read-rate";
import type { TableAccess } from "./table-access";

/** The scan of a table whose items are changed, strongly consistent. */
export function scanOf(
  { service, place }: Pick<TableAccess, "service" | "place">,
  { segments, readRate: rate }: Pick<ChangeItemsOptions, "segments" | "readRate">,
): DynamoDbSource {
  return new DynamoDbSource(service, place, { segments, makeRate: () => readRate(rate) });
}
