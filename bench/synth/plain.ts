import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { guards, tableGuards } from "./guards";
import { table } from "./table-of-all";

/** The same resources, written by hand with cdktf and nothing else. */
export function synthesize(count: number, outdir: string): void {
  write(count, outdir, false);
}

/** The same with the guards that the library adds to protect tables, so that both write the same Terraform. */
export function synthesizeGuarded(count: number, outdir: string): void {
  write(count, outdir, true);
}

function write(count: number, outdir: string, guarded: boolean): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  for (let index = 0; index < count; index++) {
    const made = addTable(stack, index, guarded);
    addScaling(stack, index, made, "read", "ReadCapacityUnits", "DynamoDBReadCapacityUtilization");
    addScaling(stack, index, made, "write", "WriteCapacityUnits", "DynamoDBWriteCapacityUtilization");
  }
  if (guarded) for (const [path, value] of Object.entries(guards(count))) stack.addOverride(path, value);
  app.synth();
}

function addTable(stack: TerraformStack, index: number, guarded: boolean): DynamodbTable {
  return new DynamodbTable(stack, `table${index}`, {
    name: table.name(index),
    hashKey: table.partitionKey,
    rangeKey: table.sortKey,
    attribute: [
      { name: table.partitionKey, type: "S" },
      { name: table.sortKey, type: "N" },
      ...Object.values(table.indexes).map((name) => ({ name, type: "S" })),
    ],
    globalSecondaryIndex: Object.entries(table.indexes).map(([name, hashKey]) => ({
      name,
      hashKey,
      projectionType: "ALL",
      readCapacity: table.indexUnits,
      writeCapacity: table.indexUnits,
    })),
    localSecondaryIndex: [],
    billingMode: "PROVISIONED",
    readCapacity: table.minUnits,
    writeCapacity: table.minUnits,
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
    ttl: { enabled: true, attributeName: table.ttlAttribute },
    pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: table.recoveryDays },
    serverSideEncryption: { enabled: false },
    tableClass: "STANDARD",
    deletionProtectionEnabled: true,
    tags: table.tags,
    lifecycle: {
      preventDestroy: true,
      ignoreChanges: ["replica", "import_table", "read_capacity", "write_capacity"],
      ...(guarded && { postcondition: tableGuards(index) }),
    },
  });
}

function addScaling(
  stack: TerraformStack,
  index: number,
  of: DynamodbTable,
  kind: string,
  unit: string,
  metric: string,
): void {
  const serviceNamespace = "dynamodb";
  const scalableDimension = `dynamodb:table:${unit}`;
  const { resourceId } = new AppautoscalingTarget(stack, `target-${index}-${kind}`, {
    serviceNamespace,
    resourceId: `table/${of.name}`,
    scalableDimension,
    minCapacity: table.minUnits,
    maxCapacity: table.maxUnits,
  });
  new AppautoscalingPolicy(stack, `policy-${index}-${kind}`, {
    name: `${kind}-target-tracking`,
    policyType: "TargetTrackingScaling",
    serviceNamespace,
    resourceId,
    scalableDimension,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: table.targetPercent,
      scaleInCooldown: table.cooldownSeconds,
      scaleOutCooldown: table.cooldownSeconds,
      predefinedMetricSpecification: { predefinedMetricType: metric },
    },
  });
}
