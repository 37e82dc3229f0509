/** A program that uses every entry point. It synthesizes a stack and prints how many tables the stack has. */
export const program = `import { writeFileSync } from "node:fs";
import { App, Testing, TerraformStack } from "cdktf";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Attribute, Billing, DynamoTable } from "cdktf-dynamodb";
import { authorityIn, CutoverError, type Phase } from "cdktf-dynamodb/cutover";
import { buildStacks, loadTables } from "cdktf-dynamodb/stacks";
import { CsvSource, defineMigration, JsonSource, loadCel, Migrator, RunnerError } from "cdktf-dynamodb/migrations";

const app: App = Testing.app();
const stack = new TerraformStack(app, "shop");
new AwsProvider(stack, "aws", { region: "us-east-1" });
const orders = new DynamoTable(stack, "orders", {
  name: "shop-orders",
  partitionKey: Attribute.string("customerId"),
  billing: Billing.onDemand(),
});
const arn: string = orders.arn;
buildStacks(Testing.app(), loadTables("tables.yaml", "service: shop\\nenvironment: dev\\nregions: { primary: us-east-1 }\\ntables: { orders: { partitionKey: customerId } }\\n", {}), { projectDir: "." });
defineMigration({ name: "shop", source: { json: "." }, entities: { order: { from: { file: "orders.json" }, to: "orders" } } });
const phase: Phase = "shadow";
const side: "old" | "new" = authorityIn(phase);
const classes = [CsvSource, CutoverError, JsonSource, loadCel, Migrator, RunnerError];
// @ts-expect-error partitionKey is required
const invalid = (): DynamoTable => new DynamoTable(stack, "invalid", { name: "invalid" });

const { resource } = JSON.parse(Testing.synth(stack, true)) as { resource: { aws_dynamodb_table: object } };
const count = Object.keys(resource.aws_dynamodb_table).length;
export const facts = { arn, count, side, names: classes.map(({ name }) => name), invalid };
writeFileSync("facts.json", JSON.stringify({ count, classes: classes.length }));
`;

/** The tsconfig.json that `cdktf init --template=typescript` of cdktf-cli 0.21 writes, without \`include\`. */
export const cdktfInitOptions = {
  alwaysStrict: true,
  declaration: true,
  experimentalDecorators: true,
  inlineSourceMap: true,
  inlineSources: true,
  lib: ["es2018"],
  module: "CommonJS",
  noEmitOnError: true,
  noFallthroughCasesInSwitch: true,
  noImplicitAny: true,
  noImplicitReturns: true,
  noImplicitThis: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  resolveJsonModule: true,
  strict: true,
  strictNullChecks: true,
  strictPropertyInitialization: true,
  stripInternal: true,
  target: "ES2018",
  skipLibCheck: true,
};

/** A test as people write it for jest and vitest, which have `test` and `expect` in common. */
export const unitTest = `const { Testing } = require("cdktf");
const { buildStacks, loadTables } = require("cdktf-dynamodb/stacks");
const { defineMigration } = require("cdktf-dynamodb/migrations");

test("the orders are kept by customer", () => {
  const file = "service: shop\\nenvironment: dev\\nregions: { primary: us-east-1 }\\ntables: { orders: { partitionKey: customerId } }\\n";
  const { primary } = buildStacks(Testing.app(), loadTables("tables.yaml", file, {}), { projectDir: "." });
  const { resource } = JSON.parse(Testing.synth(primary, true));
  expect(Object.values(resource.aws_dynamodb_table)).toMatchObject([{ hash_key: "customerId" }]);
  expect(defineMigration({ name: "shop" })).toEqual({ name: "shop" });
});
`;
