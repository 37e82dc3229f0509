import { DynamodbContributorInsights } from "@cdktf/provider-aws/lib/dynamodb-contributor-insights";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface TableInsightsProps {
  /** The table's name. Pass the resource's attribute, so that the table is created first. */
  readonly tableName: string;
  /** Names of the global indexes to look at, besides the table. */
  readonly indexNames: readonly string[];
  /** Resources that must be created first, if the table name does not refer to them. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * CloudWatch Contributor Insights: the most used and the most throttled keys of a table and its indexes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
 */
export class TableInsights extends Construct {
  constructor(scope: Construct, id: string, { tableName, indexNames, ...rest }: TableInsightsProps) {
    super(scope, id);
    const dependsOn = rest.dependsOn && [...rest.dependsOn];
    new DynamodbContributorInsights(this, "Table", { tableName, dependsOn });
    for (const indexName of indexNames) {
      new DynamodbContributorInsights(this, `Index.${indexName}`, { tableName, indexName, dependsOn });
    }
  }
}
