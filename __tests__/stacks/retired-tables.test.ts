import { describe, expect, it } from "vitest";
import { writtenStacks } from "./written-stacks";

interface Stack {
  readonly removed?: readonly {
    readonly from: string;
    readonly lifecycle: readonly { destroy: boolean }[];
  }[];
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly resource: Record<string, Record<string, { for_each?: Record<string, string> }>>;
  readonly provider: { readonly aws: readonly { readonly alias?: string }[] };
}

const file = (settings: string, orders: string) => `
service: shop
environment: prod
regions: { primary: us-east-1, replicas: [us-west-2] }
${settings}
tables:
  products: { partitionKey: productId }
  orders:
    partitionKey: customerId
    insights: true
    billing: { read: { min: 5, max: 50 }, write: { min: 5, max: 50 } }
    ${orders}
`;

function stacksOf(settings: string, orders: string): Record<"primary" | "replica", Stack> {
  const stacks = writtenStacks(file(settings, orders));
  const [primary, replica] = ["shop-prod-us-east-1", "shop-prod-us-west-2"].map(
    (stack) => JSON.parse(stacks[stack] ?? "") as Stack,
  );
  return { primary, replica } as Record<"primary" | "replica", Stack>;
}

const forgotten = ({ removed = [] }: Stack) => removed.map(({ from }) => from).toSorted();
const ofOrders = (stack: Stack) =>
  Object.entries(stack.resource)
    .filter(([type]) => type !== "terraform_data")
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .filter((address) => /[._]orders/.test(address))
    .toSorted();

describe.each(["primary", "replica"] as const)("a retired table, in the stack of its %s", (place) => {
  const managed = stacksOf("", "")[place];
  const retired = stacksOf("", "retire: keep")[place];

  it("is forgotten with everything that hangs on it", () => {
    expect(forgotten(retired)).toEqual(ofOrders(managed));
  });

  it("is not destroyed", () => {
    expect(retired.removed?.every(({ lifecycle: [block] }) => block?.destroy === false)).toBe(true);
  });

  it("has no resource left", () => {
    expect(ofOrders(retired)).toEqual([]);
  });

  it("is no longer protected, so that the plan goes through", () => {
    const address = `${place === "primary" ? "aws_dynamodb_table" : "aws_dynamodb_table_replica"}.orders`;
    expect(retired.resource["terraform_data"]?.["protected"]?.for_each).not.toHaveProperty([address]);
    expect(retired.moved).toContainEqual({
      from: `terraform_data.protected["${address}"]`,
      to: `terraform_data.unprotected["${address}"]`,
    });
  });
});

describe("the key of a service", () => {
  const key = /^aws_kms_key\.key_/;

  it("is kept with a retired table that was the last to use it", () => {
    const { primary, replica } = stacksOf("", "retire: keep\n    encryption: customer-managed");
    expect(forgotten(primary).filter((address) => key.test(address))).toHaveLength(1);
    expect(forgotten(replica).filter((address) => key.test(address))).toHaveLength(1);
  });

  it("stays with the tables that use it", () => {
    const { primary } = stacksOf(
      "defaults: { encryption: customer-managed }\nunusedKeys: keep",
      "retire: keep",
    );
    expect(forgotten(primary).filter((address) => key.test(address))).toEqual([]);
  });

  it("is forgotten once no table uses it, if unused keys are kept", () => {
    const { primary } = stacksOf("unusedKeys: keep", "");
    expect(forgotten(primary)).toEqual([expect.stringMatching(key)]);
  });

  it("is deleted once no table uses it, if unused keys are deleted", () => {
    const { primary } = stacksOf("unusedKeys: delete", "");
    expect(forgotten(primary)).toEqual([]);
    expect(primary.moved).toContainEqual(
      expect.objectContaining({ from: expect.stringMatching(/protected\["aws_kms_key\.key_/) as string }),
    );
  });

  it("can be destroyed with the replicas of its region once these are unprotected", () => {
    const unprotected = "replicas: { us-west-2: { deletionProtection: false } }";
    const { primary, replica } = stacksOf(`defaults: { encryption: customer-managed, ${unprotected} }`, "");
    const keyIn = ({ resource }: Stack) => Object.values(resource["aws_kms_key"] ?? {})[0];
    expect(keyIn(primary)).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(keyIn(replica)).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });

  it("is forgotten in every region of strongly consistent tables, whose providers stay", () => {
    const stacks = writtenStacks(`
service: shop
environment: prod
regions: { primary: us-east-1, replicas: [us-east-2, us-west-2] }
replication: { consistency: strong }
unusedKeys: keep
tables: { orders: { partitionKey: customerId } }
`);
    const stack = JSON.parse(stacks["shop-prod-us-east-1"] ?? "") as Stack;
    expect(forgotten(stack)).toHaveLength(3);
    expect(stack.provider.aws.map(({ alias }) => alias)).toEqual([undefined, "us-east-2", "us-west-2"]);
  });
});

it("a grant on a retired table is refused", () => {
  const settings = "taskRoles: { checkout: { orders: read } }";
  expect(() => stacksOf(settings, "retire: keep")).toThrow(/table "[^"]+" not found/);
});
