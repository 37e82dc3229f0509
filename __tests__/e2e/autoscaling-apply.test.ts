import { DescribeTableCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { ForumProject } from "./forum-project";

const primary = "forum-dev-us-east-1";
const replica = "forum-dev-us-west-2";
const TableName = "forum-dev-users";
const minutes = 60_000;
const scaled = { min: 5, max: 100 };
const schedule = [
  { cron: "cron(0 8 * * ? *)", min: 20, max: 100, timezone: "Europe/Berlin" },
  { cron: "cron(0 20 * * ? *)", ...scaled },
];

describeWith(
  "the forum with autoscaled capacity and keys of its own, applied by the real provider",
  () => both(findMoto(), findTerraform()),
  ({ first: motoServer, second: terraform }) => {
    let moto: RunningEmulator;
    let proxy: MotoProxy;
    let project: ForumProject;

    beforeAll(async () => {
      moto = await motoServer.start();
      proxy = await startMotoProxy(moto.endpoint);
      project = new ForumProject({ ...terraform.environment, AWS_REGION: "us-east-1" });
      project.set(["provider"], { version: awsProviderVersion, endpoint: proxy.endpoint });
      project.set(["defaults", "billing"], { read: scaled, write: { ...scaled, schedule } });
      project.set(["defaults", "encryption"], "customer-managed");
      await synthesized();
      await succeeded(primary, "init");
      await succeeded(replica, "init");
    }, 2 * minutes);

    afterAll(async () => {
      await proxy.close();
      await moto.stop();
      project.remove();
    });

    async function synthesized(): Promise<void> {
      const run = await project.synth();
      expect(run.code, run.text.slice(-2_000)).toBe(0);
    }

    async function succeeded(stack: string, ...parameters: string[]): Promise<string> {
      const run = await terraform.run(project.stackFolder(stack), ...parameters);
      expect(run.code, run.text.slice(-2_000)).toBe(0);
      return run.text;
    }

    const planned = (stack: string) => succeeded(stack, "plan", "-detailed-exitcode");

    it(
      "is made from nothing, its replicas after the scaling of its writes",
      async () => {
        expect(await succeeded(primary, "apply", "-auto-approve")).toContain("0 changed, 0 destroyed");
        expect(await succeeded(replica, "apply", "-auto-approve")).toContain("0 changed, 0 destroyed");
        expect([...proxy.missing]).toEqual([]);
      },
      5 * minutes,
    );

    it(
      "has nothing to change when the capacity of a table and of an index was scaled behind its back",
      async () => {
        const east = localClient(moto.endpoint, "us-east-1");
        const index = { IndexName: "EmailIndex", ...units(33, 7) };
        await east.send(
          new UpdateTableCommand({
            TableName,
            ...units(40, 20),
            GlobalSecondaryIndexUpdates: [{ Update: index }],
          }),
        );
        expect(await planned(primary)).toContain("No changes");
        expect(await planned(replica)).toContain("No changes");
      },
      2 * minutes,
    );

    it(
      "gets an index while the others are scaled, and takes no capacity back by it",
      async () => {
        project.set(["tables", "users", "indexes", "NameIndex"], { partitionKey: "name" });
        await synthesized();
        expect(await succeeded(primary, "apply", "-auto-approve")).toContain(
          "6 added, 1 changed, 0 destroyed",
        );
        const { Table } = await localClient(moto.endpoint, "us-east-1").send(
          new DescribeTableCommand({ TableName }),
        );
        expect(Table?.ProvisionedThroughput).toMatchObject(units(40, 20).ProvisionedThroughput);
        expect(Table?.GlobalSecondaryIndexes).toMatchObject([
          { IndexName: "EmailIndex", ...units(33, 7) },
          { IndexName: "NameIndex", ...units(5, 5) },
        ]);
        expect(await planned(primary)).toContain("No changes");
      },
      3 * minutes,
    );

    it(
      "is turned to on-demand and back in place",
      async () => {
        project.set(["tables", "users", "billing"], "on-demand");
        await synthesized();
        expect(await succeeded(primary, "apply", "-auto-approve")).toContain("0 added, 1 changed");
        project.set(["tables", "users", "billing"], { read: scaled, write: scaled });
        await synthesized();
        expect(await succeeded(primary, "plan")).toContain(
          "aws_dynamodb_table.users will be updated in-place",
        );
        expect(await succeeded(primary, "apply", "-auto-approve")).toContain("1 changed, 0 destroyed");
        expect(await planned(primary)).toContain("No changes");
      },
      4 * minutes,
    );
  },
);

function units(ReadCapacityUnits: number, WriteCapacityUnits: number) {
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } };
}
