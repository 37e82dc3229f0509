import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningEmulator } from "../emulator";
import { findMoto } from "../moto";
import { describeWith } from "../real-part";
import { type MotoProxy, startMotoProxy } from "./moto-proxy";

type Json = Record<string, unknown>;

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly body?: object;
}

describeWith("the proxy before moto, for what surrounds tables", findMoto, (emulator) => {
  let moto: RunningEmulator;
  let proxy: MotoProxy;

  beforeAll(async () => {
    moto = await emulator.start();
    proxy = await startMotoProxy(moto.endpoint);
  });

  afterAll(async () => {
    await proxy.close();
    await moto.stop();
  });

  function signed(service: string): string {
    return `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, Signature=0`;
  }

  async function ask(
    service: string,
    { method = "POST", path = "/", target, body }: Asked,
  ): Promise<Response> {
    const headers = {
      "content-type": target === undefined ? "application/json" : "application/x-amz-json-1.1",
      authorization: signed(service),
      ...(target === undefined ? {} : { "x-amz-target": target }),
    };
    return fetch(`${proxy.endpoint}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async function answered(service: string, asked: Asked): Promise<Json> {
    const answer = await ask(service, asked);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Json;
  }

  const backup = (method: string, path: string, body?: object) =>
    answered("backup", { method, path, ...(body && { body }) });

  it("keeps a backup plan's selection until it is deleted", async () => {
    const BackupSelection = { SelectionName: "tables", Resources: ["arn:aws:dynamodb:us-east-1:1:table/a"] };
    const made = await backup("PUT", "/backup/plans/plan-1/selections/", { BackupSelection });
    const path = `/backup/plans/plan-1/selections/${String(made["SelectionId"])}`;
    expect(await backup("GET", path)).toMatchObject({ BackupPlanId: "plan-1", BackupSelection });
    await backup("DELETE", path);
    expect((await ask("backup", { method: "GET", path })).status).toBe(404);
  });

  it("keeps a restore test and what it selects", async () => {
    const plan = { RestoreTestingPlanName: "forum", ScheduleExpression: "cron(0 5 ? * SUN *)" };
    await backup("PUT", "/restore-testing/plans", { RestoreTestingPlan: plan });
    const selection = { RestoreTestingSelectionName: "tables", ProtectedResourceType: "DynamoDB" };
    await backup("PUT", "/restore-testing/plans/forum/selections", { RestoreTestingSelection: selection });
    expect(await backup("GET", "/restore-testing/plans/forum")).toMatchObject({
      RestoreTestingPlan: { ...plan, StartWindowHours: 24 },
    });
    expect(await backup("GET", "/restore-testing/plans/forum/selections/tables")).toMatchObject({
      RestoreTestingSelection: { ...selection, RestoreTestingPlanName: "forum" },
    });
  });

  it("has the region's backup settings from the first, and what was put to them since", async () => {
    expect(await backup("GET", "/account-settings")).not.toHaveProperty("ResourceTypeOptInPreference");
    await backup("PUT", "/account-settings", { ResourceTypeOptInPreference: { DynamoDB: true } });
    expect(await backup("GET", "/account-settings")).toMatchObject({
      ResourceTypeOptInPreference: { DynamoDB: true },
    });
  });

  it("keeps a vault's notifications and its policy apart", async () => {
    await backup("PUT", "/backup-vaults/v/notification-configuration", { SNSTopicArn: "arn:topic" });
    await backup("PUT", "/backup-vaults/v/access-policy", { Policy: "{}" });
    expect(await backup("GET", "/backup-vaults/v/notification-configuration")).toEqual({
      BackupVaultName: "v",
      SNSTopicArn: "arn:topic",
    });
    expect(await backup("GET", "/backup-vaults/v/access-policy")).toEqual({
      BackupVaultName: "v",
      Policy: "{}",
    });
  });

  it("keeps the tags of a vault", async () => {
    const BackupVaultTags = { Team: "forum", Stage: "dev" };
    const { BackupVaultArn } = await backup("PUT", "/backup-vaults/tagged", { BackupVaultTags });
    const arn = encodeURIComponent(String(BackupVaultArn));
    await backup("POST", `/untag/${arn}`, { TagKeyList: ["Stage"] });
    await backup("POST", `/tags/${arn}`, { Tags: { Cost: "42" } });
    expect(await backup("GET", `/tags/${arn}`)).toEqual({ Tags: { Team: "forum", Cost: "42" } });
  });

  it("keeps who is told of a budget, and its tags", async () => {
    const operation = (name: string, body: object) =>
      answered("budgets", { target: `AWSBudgetServiceGateway.${name}`, body });
    const AccountId = "123456789012";
    const Notification = { NotificationType: "ACTUAL", ComparisonOperator: "GREATER_THAN", Threshold: 80 };
    const Subscribers = [{ SubscriptionType: "EMAIL", Address: "ops@example.com" }];
    const ResourceTags = [{ Key: "Team", Value: "forum" }];
    const Budget = {
      BudgetName: "forum",
      BudgetType: "COST",
      TimeUnit: "MONTHLY",
      BudgetLimit: { Amount: "5", Unit: "USD" },
    };
    await operation("CreateBudget", { AccountId, Budget, ResourceTags });
    await operation("CreateNotification", { AccountId, BudgetName: "forum", Notification, Subscribers });
    const asked = { AccountId, BudgetName: "forum", Notification };
    expect(await operation("DescribeSubscribersForNotification", asked)).toEqual({ Subscribers });
    const ResourceARN = "arn:aws:budgets::123456789012:budget/forum";
    expect(await operation("ListTagsForResource", { ResourceARN })).toEqual({ ResourceTags });
  });

  it("starts, stops and deletes a trail by its ARN", async () => {
    const operation = (name: string, body: object) =>
      answered("cloudtrail", { target: `CloudTrail_20131101.${name}`, body });
    await ask("s3", { method: "PUT", path: "/audit-logs" });
    const { TrailARN: Name } = await operation("CreateTrail", { Name: "forum", S3BucketName: "audit-logs" });
    await operation("StartLogging", { Name });
    expect(await operation("GetTrailStatus", { Name })).toMatchObject({ IsLogging: true });
    await operation("DeleteTrail", { Name });
    expect(await operation("DescribeTrails", {})).toEqual({ trailList: [] });
  });

  it("keeps the rule of an alarm over alarms", async () => {
    const rule = 'ALARM("reads") OR ALARM("writes")';
    const query = (parameters: Record<string, string>) =>
      fetch(proxy.endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: signed("monitoring"),
        },
        body: new URLSearchParams({ Version: "2010-08-01", ...parameters }).toString(),
      });
    await query({ Action: "PutCompositeAlarm", AlarmName: "forum", AlarmRule: rule });
    const described = await query({ Action: "DescribeAlarms", "AlarmNames.member.1": "forum" });
    const text = await described.text();
    expect(text).toContain("<CompositeAlarms><member>");
    expect(text).toContain("<AlarmRule>ALARM(&quot;reads&quot;) OR ALARM(&quot;writes&quot;)</AlarmRule>");
  });

  it("makes a compute environment of Batch without a service role", async () => {
    const query = (service: string, Action: string, Version: string) =>
      fetch(proxy.endpoint, {
        method: "POST",
        headers: { authorization: signed(service) },
        body: new URLSearchParams({ Action, Version }),
      });
    const found = async (Action: string, pattern: RegExp) =>
      pattern.exec(await (await query("ec2", Action, "2016-11-15")).text())?.[1] ?? "";
    const computeResources = {
      ...{ type: "FARGATE", maxvCpus: 4 },
      subnets: [await found("DescribeSubnets", /<subnetId>(.*?)</)],
      securityGroupIds: [await found("DescribeSecurityGroups", /<groupId>(.*?)</)],
    };
    const environment = {
      computeEnvironmentName: "workers",
      type: "MANAGED",
      state: "ENABLED",
      computeResources,
    };
    const path = (operation: string) => ({ path: `/v1/${operation}computeenvironment` });
    await answered("batch", { ...path("create"), body: environment });
    const { computeEnvironments } = await answered("batch", {
      path: "/v1/describecomputeenvironments",
      body: { computeEnvironments: ["workers"] },
    });
    expect(computeEnvironments).toMatchObject([
      { serviceRole: expect.stringContaining("role/aws-service-role/batch.amazonaws.com/") as string },
    ]);
  });
});
