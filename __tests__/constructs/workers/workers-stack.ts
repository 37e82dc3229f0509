import type { TerraformStack } from "cdktf";
import { expect } from "vitest";
import { Attribute, DynamoTable, MigrationWorkers, type MigrationWorkersProps } from "../../../constructs";
import { synthesized, type Terraform } from "../synthesized";

export const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1";
export const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";

export function table(stack: TerraformStack, name: string): DynamoTable {
  return new DynamoTable(stack, name, { name, partitionKey: Attribute.string("id") });
}

/** The Terraform of workers with a table `Posts`, and of what `use` adds. */
export function workersFor(
  props: Partial<MigrationWorkersProps> = {},
  use: (workers: MigrationWorkers, stack: TerraformStack) => void = () => {},
): Terraform {
  return synthesized((stack) => {
    const workers = new MigrationWorkers(stack, "workers", {
      ...{ name: "forum-workers", region: "us-east-1", image, tables: [table(stack, "Posts")] },
      ...{ subnetIds: ["subnet-0abc"], vpcId: "vpc-0abc" },
      ...props,
    });
    use(workers, stack);
  });
}

export function all({ resource }: Terraform, type: string): Record<string, unknown>[] {
  return Object.values(resource[type] ?? {});
}

export function named(terraform: Terraform, type: string, name: string): Record<string, unknown> {
  return all(terraform, type).find((one) => one.name === name) ?? {};
}

export function containing(text: string): string {
  return expect.stringContaining(text) as string;
}
