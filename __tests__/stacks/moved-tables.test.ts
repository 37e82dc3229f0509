import { describe, expect, it } from "vitest";
import { writtenStacks } from "./written-stacks";

interface Moves {
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly resource: Record<string, Record<string, unknown>>;
}

/** A table with everything that can hang on one. */
const tables = (id: string, settings = "") => `
service: shop
environment: prod
regions: { primary: us-east-1, replicas: [us-west-2] }
alarms: {}
tables:
  ${id}:
    name: Orders
    ${settings}
    partitionKey: customerId
    indexes: { ByStatus: { partitionKey: status } }
    ttl: expiresAt
    insights: true
    encryption: customer-managed
    billing:
      read: { min: 5, max: 50, schedule: [{ cron: "cron(0 8 * * ? *)", min: 9, max: 50 }] }
      write: { min: 5, max: 50 }
    kinesis:
      streamArns:
        us-east-1: arn:aws:kinesis:us-east-1:123456789012:stream/orders
        us-west-2: arn:aws:kinesis:us-west-2:123456789012:stream/orders
    resourcePolicy: [{ principals: ["arn:aws:iam::123456789012:role/reader"], actions: read }]
`;

const before = writtenStacks(tables("orders"));
const after = writtenStacks(tables("purchases", "movedFrom: aws_dynamodb_table.orders"));

function read(stacks: Record<string, string>, stack: string): Moves {
  return JSON.parse(stacks[stack] ?? "") as Moves;
}

/** The addresses of a stack's resources; of its `terraform_data` those of the instances. */
function addresses({ resource }: Moves): string[] {
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, config]) => {
      const { for_each: instances } = config as { for_each?: object };
      return instances
        ? Object.keys(instances).map((key) => `${type}.${name}["${key}"]`)
        : [`${type}.${name}`];
    }),
  );
}

/** Where Terraform finds what was at an address. */
function movedTo({ moved }: Moves, address: string): string {
  const next = moved.find(({ from }) => from === address);
  return next ? movedTo({ moved: moved.filter((move) => move !== next), resource: {} }, next.to) : address;
}

describe.each(["shop-prod-us-east-1", "shop-prod-us-west-2"])(
  "a table renamed in the file, in %s",
  (stack) => {
    it("takes everything that hangs on it to its new addresses", () => {
      const moves = read(after, stack);
      const moved = addresses(read(before, stack)).map((address) => movedTo(moves, address));
      expect(moved.toSorted()).toEqual(addresses(moves).toSorted());
    });

    it("moves nothing to an address twice", () => {
      const targets = read(after, stack).moved.map(({ to }) => to);
      expect(targets).toEqual([...new Set(targets)]);
    });
  },
);

it("a table that comes from a module moves nothing else", () => {
  const stacks = writtenStacks(tables("orders", 'movedFrom: "module.orders.aws_dynamodb_table.this[0]"'));
  const foreign = read(stacks, "shop-prod-us-east-1").moved.filter(
    ({ from }) => !from.startsWith("terraform_data."),
  );
  expect(foreign).toEqual([
    { from: "module.orders.aws_dynamodb_table.this[0]", to: "aws_dynamodb_table.orders" },
  ]);
});
