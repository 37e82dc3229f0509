import { UsageError } from "../../errors";

/** @throws UsageError if changes could not be carried over to what these options move */
export function refuseWithFollow({
  dryRun,
  limit,
}: {
  readonly dryRun?: boolean;
  readonly limit?: number;
}): void {
  const other = dryRun ? "--dry-run" : limit === undefined ? undefined : "--limit";
  if (other === undefined) return;
  throw new UsageError(
    "options-conflict",
    `--follow and ${other} are mutually exclusive: changes can only be carried over to tables that have all rows`,
  );
}
