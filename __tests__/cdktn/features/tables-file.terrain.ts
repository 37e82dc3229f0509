import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";
import { writtenStack } from "../../stacks/written-stacks";

const stack = "shop-dev-us-east-1";
const file = (table: string, provider = "") =>
  `service: shop\nenvironment: dev\n${provider}regions: { primary: us-east-1 }\ntables:\n  orders:\n    partitionKey: orderId\n${table}`;
const backupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Old/backup/01489602797149-73d8d5bc";

function problems(text: string): string {
  try {
    loadTables("tables.yaml", text);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("tables.yaml", () => {
  it("restores a table from a backup", () => {
    const text = file(`    deletionProtection: false\n    restoreFrom: { backupArn: "${backupArn}" }\n`);
    expect(writtenStack(text, stack).resource["aws_dynamodb_table"]).toMatchObject({
      orders: { restore_backup_arn: backupArn },
    });
  });

  it("restores a table from the newest backup of a type", () => {
    const source = "{ newestBackupOf: Old, backupType: all }";
    const text = file(`    deletionProtection: false\n    restoreFrom: ${source}\n`);
    const data = writtenStack(text, stack).data?.["aws_dynamodb_backups"] ?? {};
    expect(Object.values(data)).toMatchObject([{ table_name: "Old", backup_type: "ALL" }]);
  });

  it("makes the indexes of a table resources of their own", () => {
    const text = file("    indexResources: true\n    indexes: { ByUser: { partitionKey: userId } }\n");
    const made = writtenStack(text, stack).resource["aws_dynamodb_global_secondary_index"] ?? {};
    expect(Object.values(made)).toMatchObject([{ index_name: "ByUser" }]);
  });

  it.each([
    {
      ...{
        since: "6.38.0",
        before: "6.37.0",
        needs: "orders.restoreFrom.backupArn (restore_backup_arn of aws_dynamodb_table)",
      },
      table: `    deletionProtection: false\n    restoreFrom: { backupArn: "${backupArn}" }\n`,
    },
    {
      ...{
        since: "6.44.0",
        before: "6.43.0",
        needs: "orders.indexResources (aws_dynamodb_global_secondary_index)",
      },
      table: "    indexResources: true\n    indexes: { ByUser: { partitionKey: userId, sortKey: at } }\n",
    },
  ])("refuses $before for $needs, and takes $since", ({ since, before, needs, table }) => {
    const pinned = (version: string) => file(table, `provider: { version: ${version} }\n`);
    expect(problems(pinned(before))).toBe(
      `tables.yaml:3:22 provider.version: must be at least ${since} for ${needs}, got "${before}"`,
    );
    expect(problems(pinned(since))).toBe("");
  });
});
