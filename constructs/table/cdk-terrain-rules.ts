import type { Framework } from "../framework/frameworks";
import { cdkTerrainViolations } from "../rules/cdk-terrain-rule";
import type { Violation } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import { areResources } from "./inline-indexes";
import { isBackup } from "./restore-source";

/** The properties of a table that only CDK Terrain has. @param framework by default the one of this build */
export function terrainTableViolations(props: DynamoTableProps, framework?: Framework): Violation[] {
  const { restoreFrom } = props;
  return [
    ...cdkTerrainViolations(
      restoreFrom !== undefined && isBackup(restoreFrom),
      ["restoreFrom"],
      "restore_backup_arn of aws_dynamodb_table (hashicorp/aws 6.38.0)",
      framework,
    ),
    ...cdkTerrainViolations(
      areResources(props),
      ["indexResources"],
      "aws_dynamodb_global_secondary_index (hashicorp/aws 6.44.0)",
      framework,
    ),
  ];
}
