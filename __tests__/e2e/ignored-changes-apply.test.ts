import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
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
    expect([...aws.proxy.missing]).toEqual([]);
  });
});

/** Text that is printed in boxes and wrapped, in one line. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\s│╷╵]+/g, " ");
}
