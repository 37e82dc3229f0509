import { App, RemovalPolicy, Stack, Tags } from "aws-cdk-lib";
import { AttributeType, Billing, Capacity, StreamViewType, TableV2 } from "aws-cdk-lib/aws-dynamodb";

/** The same tables with the AWS CDK's TableV2, as CloudFormation; no more of them fit into a stack than 500 resources. */
export function synthesize(table, count, outdir) {
  const app = new App({ outdir, analyticsReporting: false });
  let stack;
  for (let index = 0; index < count; index++) {
    if (index % 100 === 0)
      stack = new Stack(app, `bench${index / 100}`, {
        env: { region: "us-east-1", account: "111111111111" },
      });
    const scaled = () =>
      Capacity.autoscaled({
        minCapacity: table.minUnits,
        maxCapacity: table.maxUnits,
        targetUtilizationPercent: table.targetPercent,
      });
    const made = new TableV2(stack, `table${index}`, {
      tableName: table.name(index),
      partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
      sortKey: { name: table.sortKey, type: AttributeType.NUMBER },
      globalSecondaryIndexes: Object.entries(table.indexes).map(([indexName, name]) => ({
        indexName,
        partitionKey: { name, type: AttributeType.STRING },
        readCapacity: Capacity.fixed(table.indexUnits),
        writeCapacity: Capacity.autoscaled({ minCapacity: table.indexUnits, maxCapacity: table.indexUnits }),
      })),
      billing: Billing.provisioned({ readCapacity: scaled(), writeCapacity: scaled() }),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: table.ttlAttribute,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: table.recoveryDays,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [name, value] of Object.entries(table.tags)) Tags.of(made).add(name, value);
  }
  app.synth();
}
