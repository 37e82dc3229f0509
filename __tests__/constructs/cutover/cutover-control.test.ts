import { TerraformOutput, TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { CutoverControl, type CutoverControlProps, Grantee, ServiceDashboard } from "../../../constructs";
import { statements, synthesized, synthesizedWith, type Terraform } from "../synthesized";

const minimal: CutoverControlProps = { name: "forum-cutover", region: "us-east-1" };
const cutoverFor = (
  props: Partial<CutoverControlProps> = {},
  use: (cutover: CutoverControl) => void = () => {},
) => synthesized((stack) => use(new CutoverControl(stack, "cutover", { ...minimal, ...props })));
const all = ({ resource }: Terraform, type: string) => Object.values(resource[type] ?? {});
const table = (terraform: Terraform, name: string) =>
  all(terraform, "aws_dynamodb_table").find((one) => one.name === name);
const policies = (grant: (cutover: CutoverControl) => void) => {
  const found = all(cutoverFor({}, grant), "aws_iam_role_policy");
  return Object.fromEntries(found.map(({ name, policy }) => [String(name), statements(policy)]));
};
const tableArn = (name: string) => expect.stringMatching(new RegExp(`cutover_${name}_\\w+\\.arn`)) as string;

describe("CutoverControl", () => {
  it.each(["control", "ledger"])("creates the table %s on demand, protected and restorable", (name) => {
    expect(table(cutoverFor(), `forum-cutover-${name}`)).toMatchObject({
      ...{ hash_key: "pk", range_key: "sk", billing_mode: "PAY_PER_REQUEST" },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
    });
  });

  it("expires the reports of processes", () => {
    expect(table(cutoverFor(), "forum-cutover-control")).toMatchObject({
      ttl: { attribute_name: "ttl", enabled: true },
    });
  });

  it("never expires an entry of the ledger", () => {
    expect(table(cutoverFor(), "forum-cutover-ledger")).not.toMatchObject({ ttl: { enabled: true } });
  });

  it.each(["control", "ledger"])("applies its settings to the table %s", (name) => {
    const settings = {
      ...({ pointInTimeRecovery: false, deletionProtection: false } as const),
      tags: { Team: "forum" },
    };
    expect(table(cutoverFor(settings), `forum-cutover-${name}`)).toMatchObject({
      deletion_protection_enabled: false,
      point_in_time_recovery: { enabled: false },
      tags: { Team: "forum" },
    });
  });

  it("describes both tables for the command line", () => {
    const { output } = cutoverFor({}, (cutover) => {
      new TerraformOutput(cutover, "output", { value: Token.asAny(cutover.describe()) });
    }) as unknown as { output: Record<string, { value: unknown }> };
    const described = (name: string) => ({
      name: expect.stringMatching(`cutover_${name}_\\w+\\.name`) as string,
      arn: tableArn(name),
    });
    expect(Object.values(output)[0]?.value).toEqual({
      ...{ formatVersion: 1, region: "us-east-1" },
      ...{ control: described("Control"), ledger: described("Ledger") },
    });
  });

  it("names both tables in the environment of a container", () => {
    const cutover = synthesizedWith((stack) => new CutoverControl(stack, "cutover", minimal));
    expect(cutover.environment()).toEqual([
      { name: "CUTOVER_CONTROL_TABLE", value: "forum-cutover-control" },
      { name: "CUTOVER_LEDGER_TABLE", value: "forum-cutover-ledger" },
    ]);
  });

  it("lets an application delete nothing of the control but reports", () => {
    expect(policies((cutover) => cutover.grantApplication(Grantee.role("users-service")))).toEqual({
      "dynamodb-forum-cutover-control": [
        {
          Effect: "Allow",
          Action: ["dynamodb:Query", "dynamodb:PutItem"],
          Resource: [tableArn("Control")],
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:DeleteItem"],
          Resource: [tableArn("Control")],
          Condition: {
            "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["process"] },
            Null: { "dynamodb:LeadingKeys": "false" },
          },
        },
      ],
      "dynamodb-forum-cutover-ledger": [
        {
          Effect: "Allow",
          Action: ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
          Resource: [tableArn("Ledger")],
        },
      ],
    });
  });

  it("lets an operator remove an entity with its history", () => {
    const granted = policies((cutover) => cutover.grantOperator(Grantee.role("operator")));
    expect(granted["dynamodb-forum-cutover-control"]).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
        Resource: [tableArn("Control")],
      },
    ]);
  });

  it("returns one policy for each table", () => {
    const cutover = synthesizedWith((stack) => new CutoverControl(stack, "cutover", minimal));
    expect(cutover.grantApplication(Grantee.role("users-service"))).toHaveLength(2);
  });

  it("graphs the metrics of all entities in a dashboard", () => {
    const terraform = cutoverFor({}, (cutover) => {
      const graphs = cutover.graphs();
      new ServiceDashboard(cutover, "dashboard", { name: "forum", region: "us-east-1", tables: [], graphs });
    });
    const [dashboard] = all(terraform, "aws_cloudwatch_dashboard");
    expect(dashboard?.dashboard_body).toContain(
      '["cdktf-dynamodb/cutover","LedgerAge","Control","forum-cutover-control",{"stat":"Maximum"}]',
    );
  });

  it("graphs the metrics of one entity", () => {
    const cutover = synthesizedWith((stack) => new CutoverControl(stack, "cutover", minimal));
    const [calls] = cutover.graphs("users");
    expect(calls?.metrics[0]?.dimensions).toEqual({ Control: "forum-cutover-control", Entity: "users" });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new CutoverControl(stack, "cutover", { name: "a b", region: "mars-1" });
    expect(build).toThrow(
      /^CutoverControl "stack\/cutover" name: .*\nCutoverControl "stack\/cutover" region: must be a region/,
    );
  });
});

describe("the alarms of a CutoverControl", () => {
  const alarms = (props: Partial<CutoverControlProps> = {}) =>
    all(cutoverFor(props), "aws_cloudwatch_metric_alarm");

  it("watch red gates, the age of the ledger, stale processes and foreign writers", () => {
    expect(
      alarms().map(({ alarm_name, metric_name, threshold }) => [alarm_name, metric_name, threshold]),
    ).toEqual([
      ["forum-cutover-foreign-writer", "ForeignWrites", 0],
      ["forum-cutover-ledger-age", "LedgerAge", 300],
      ["forum-cutover-red-gate", "RedGates", 0],
      ["forum-cutover-stale-process", "StaleProcesses", 0],
    ]);
  });

  it("watch the metrics of all entities of their control table", () => {
    expect(alarms()[0]).toMatchObject({
      namespace: "cdktf-dynamodb/cutover",
      dimensions: { Control: "forum-cutover-control" },
    });
  });

  it("take thresholds, and are omitted one by one", () => {
    const found = alarms({ alarms: { redGate: false, ledgerAge: { threshold: 60 } } });
    expect(found.map(({ alarm_name, threshold }) => [alarm_name, threshold])).toEqual([
      ["forum-cutover-foreign-writer", 0],
      ["forum-cutover-ledger-age", 60],
      ["forum-cutover-stale-process", 0],
    ]);
  });

  it("are all omitted by false", () => {
    expect(alarms({ alarms: false })).toEqual([]);
  });

  it("notify topics", () => {
    const topicArns = ["arn:aws:sns:us-east-1:123456789012:ops"];
    expect(alarms({ topicArns })[0]).toMatchObject({ alarm_actions: topicArns, ok_actions: topicArns });
  });
});
