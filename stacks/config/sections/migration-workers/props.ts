import type { MigrationWorkersProps } from "../../../../constructs";
import { workersName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";

/** The props of the workers, without the tables; undefined if the file has no workers. */
export function migrationWorkersProps(
  config: TablesConfig,
): Omit<MigrationWorkersProps, "tables"> | undefined {
  const { migrationWorkers, regions, network } = config;
  if (migrationWorkers === undefined) return undefined;
  const { endpoints, ...settings } = migrationWorkers;
  return {
    ...{ ...settings, name: workersName(config), region: regions.primary },
    // A route table has one endpoint to DynamoDB.
    ...(endpoints && { endpoints: { ...endpoints, dynamodb: network === undefined } }),
  };
}
