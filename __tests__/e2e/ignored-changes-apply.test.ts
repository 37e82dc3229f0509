import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";

const stack = "shop-dev-us-east-1";

const tables = `service: shop
environment: dev
regions: { primary: us-east-1 }
tables:
  orders:
    partitionKey: customerId
    sortKey: placedAt
    localIndexes: { ByTotal: { sortKey: total:N, projection: keys-only } }
backup: { retentionDays: 35 }
`;

/** A service with a table that has a local index, and backups. */
class ShopProject extends ExampleProject {
  constructor(environment: NodeJS.ProcessEnv) {
    super("forum", environment);
    writeFileSync(this.path("tables.yaml"), tables);
  }
}

describeWithAws("changes that the real provider would ignore, or that would replace a vault", (parts) => {
  let aws: EmulatedAws<ShopProject>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ShopProject(environment));
    await aws.synth();
    await aws.init(stack);
    await aws.apply(stack);
  });

  afterAll(() => aws.close());

  /** The output of a refused plan, in one line. */
  async function refused(path: readonly string[], value: unknown): Promise<string> {
    aws.project.set(path, value);
    await aws.synth();
    const { code, text } = await aws.run(stack, "plan");
    expect(code, text).toBe(1);
    return plainText(text);
  }

  async function put(path: readonly string[], value: unknown): Promise<void> {
    aws.project.set(path, value);
    await aws.synth();
  }

  it("an unchanged plan passes the postconditions", async () => {
    expect(await aws.unchanged(stack)).toContain("No changes.");
  });

  it.each([
    { what: "the type of the partition key", path: ["partitionKey"], was: "customerId", is: "customerId:N" },
    { what: "the type of the sort key", path: ["sortKey"], was: "placedAt", is: "placedAt:N" },
    {
      ...{ what: "the type of a local index's sort key", path: ["localIndexes", "ByTotal", "sortKey"] },
      ...{ was: "total:N", is: "total" },
    },
    {
      ...{ what: "a local index's projection", path: ["localIndexes", "ByTotal", "projection"] },
      ...{ was: "keys-only", is: "all" },
    },
  ])("a plan that changes $what is refused, and the file as it was passes", async ({ path, was, is }) => {
    const setting = ["tables", "orders", ...path];
    const printed = await refused(setting, is);
    expect(printed).toContain("Resource postcondition failed");
    expect(printed).toContain("declare a new table under another id and migrate the items");
    await put(setting, was);
    expect(await aws.unchanged(stack)).toContain("No changes.");
  });

  it("turning on a customer-managed key after backups is refused while it would replace the vault", async () => {
    const printed = await refused(["tables", "orders", "encryption"], "customer-managed");
    expect(printed).toContain("keeps the key that it was created with, which is aws-managed");
    expect(printed).toContain("backup.encryption");
  });

  it("the key is turned on, and the vault stays, once the file names the vault's encryption", async () => {
    await put(["backup", "encryption"], "aws-managed");
    const applied = await aws.apply(stack);
    // The table and what the backups' role may do change; the key, its alias and its protection are new.
    expect(applied).toContain("3 added, 2 changed, 0 destroyed");
    expect(applied).not.toMatch(/aws_backup_vault\.\S+ (will|must) be/);
    expect(await aws.unchanged(stack)).toContain("No changes.");
  });

  describe("a table that is restored to a point in time", () => {
    const localIndexes = { ByTotal: { sortKey: "total:N", projection: "keys-only" } };
    const copy = {
      ...{ partitionKey: "customerId", sortKey: "placedAt", localIndexes },
      deletionProtection: false,
    };
    const setting = ["tables", "copy"];

    it("has the items of its source", async () => {
      const client = localClient(aws.endpoint, "us-east-1");
      const Item = { customerId: { S: "c1" }, placedAt: { S: "2026" }, total: { N: "12.50" } };
      await client.send(new PutItemCommand({ TableName: "shop-dev-orders", Item }));
      await put(setting, { ...copy, restoreFrom: { table: "shop-dev-orders" } });
      expect(await aws.apply(stack)).toContain("aws_dynamodb_table.copy: Creation complete");
      const { Items } = await client.send(new ScanCommand({ TableName: "shop-dev-copy" }));
      expect(Items).toEqual([Item]);
      client.destroy();
    });

    it.each([
      { change: "another time", restoreFrom: { table: "shop-dev-orders", at: "2026-01-31T10:00:00Z" } },
      { change: "no source", restoreFrom: undefined },
    ])("is not changed by a plan with $change", async ({ restoreFrom }) => {
      await put(setting, restoreFrom === undefined ? copy : { ...copy, restoreFrom });
      expect(await aws.unchanged(stack)).toContain("No changes.");
    });
  });

  it("uses no operation of AWS that is not emulated", () => {
    expect([...aws.proxy.missing]).toEqual([]);
  });
});

/** Text that is printed in boxes and wrapped, in one line. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\s│╷╵]+/g, " ");
}
