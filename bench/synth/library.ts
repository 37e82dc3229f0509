// The library loads these when the first resource is made; here before the measurement, as plain cdktf does.
import "@cdktf/provider-aws/lib/appautoscaling-policy";
import "@cdktf/provider-aws/lib/appautoscaling-target";
import "@cdktf/provider-aws/lib/dynamodb-table";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type * as library from "../../constructs";
import { table } from "./table-of-all";

/** The module, which is handed in. */
export type Library = typeof library;

/** The tables with this library, which is handed in as it is built for its users. */
export function synthesize(
  { Attribute, Billing, Capacity, DynamoTable }: Library,
  count: number,
  outdir: string,
): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  const scaled = Capacity.autoscaled({ min: table.minUnits, max: table.maxUnits });
  const fixed = Capacity.fixed(table.indexUnits);
  for (let index = 0; index < count; index++) {
    new DynamoTable(stack, `table${index}`, {
      name: table.name(index),
      partitionKey: Attribute.string(table.partitionKey),
      sortKey: Attribute.number(table.sortKey),
      indexes: {
        StatusIndex: { partitionKey: Attribute.string(table.indexes.StatusIndex), read: fixed, write: fixed },
        EmailIndex: { partitionKey: Attribute.string(table.indexes.EmailIndex), read: fixed, write: fixed },
      },
      billing: Billing.provisioned({ read: scaled, write: scaled }),
      stream: "new-and-old-images",
      ttl: table.ttlAttribute,
      pointInTimeRecovery: table.recoveryDays,
      tags: table.tags,
    });
  }
  app.synth();
}
