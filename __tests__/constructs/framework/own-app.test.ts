import { App, Testing, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { Attribute, AwsAccount, DynamoTable, RegionSettings, TableAlarms } from "../../../constructs";
import { frameworks } from "../../../constructs/framework/frameworks";
import { framework } from "../../../constructs/internal";
import { buildStacks, loadTables } from "../../../stacks";

const other = [...frameworks.values()].find(({ name }) => name !== framework.name)!;
const props = { name: "orders", partitionKey: Attribute.string("id") };

/** An app that says of itself what one of the other framework does; it has the symbols of both. */
class OtherApp extends App {}
Object.assign(OtherApp, { [Symbol.for("jsii.rtti")]: { fqn: `${other.name}.App`, version: "1.0.0" } });

const inOtherApp = () => new TerraformStack(new OtherApp(Testing.app()), "stack");
const refused = new RegExp(`the app is one of .*\\(${other.name}\\).*import ${other.entryPoint} instead`);

describe("a construct in an app of the other framework is refused", () => {
  it("a table, with its path and the import to use", () => {
    expect(() => new DynamoTable(inOtherApp(), "orders", props)).toThrow(
      `DynamoTable: the app is one of ${other.title} (${other.name}), and ${framework.entryPoint} is for ` +
        `${framework.title}; import ${other.entryPoint} instead`,
    );
  });

  it("alarms", () => {
    expect(() => new TableAlarms(inOtherApp(), "alarms", { table: props, topicArns: [] })).toThrow(refused);
  });

  it("what a stack has once", () => {
    expect(() => AwsAccount.of(inOtherApp())).toThrow(refused);
    expect(() => RegionSettings.of(inOtherApp())).toThrow(refused);
  });

  it("the stacks of a tables.yaml", () => {
    const file =
      "service: shop\nenvironment: dev\nregions: { primary: us-east-1 }\ntables: { orders: { partitionKey: id } }\n";
    const build = () =>
      buildStacks(new OtherApp(), loadTables("tables.yaml", file, {}), { projectDir: "/tmp" });
    expect(build).toThrow(refused);
  });
});

describe("a construct is accepted", () => {
  it("in a class of one's own that extends the app", () => {
    class OwnApp extends App {}
    const stack = new TerraformStack(new OwnApp(Testing.app()), "stack");
    expect(new DynamoTable(stack, "orders", props).tableName).toBeDefined();
  });

  it("in a construct of one's own", () => {
    const scope = new Construct(new TerraformStack(Testing.app(), "stack"), "scope");
    expect(new DynamoTable(scope, "orders", props).tableName).toBeDefined();
  });
});
