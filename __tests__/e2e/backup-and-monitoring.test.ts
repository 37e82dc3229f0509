import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { ForumProject } from "./forum-project";

const primary = "forum-dev-us-east-1";
const copies = "forum-dev-eu-west-1";
const minutes = 60_000;

/** The first id of a kind, such as vpcId, in the default VPC that moto begins with. */
async function idOf(endpoint: string, action: string, kind: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, Signature=0",
    },
    body: `Action=${action}&Version=2016-11-15`,
  });
  const id = new RegExp(`<${kind}>([^<]+)<`).exec(await answer.text())?.[1];
  expect(id).toBeDefined();
  return String(id);
}

describeWith(
  "a service with backups, alarms, a dashboard, a budget and a network, applied by the real provider",
  () => both(findMoto(), findTerraform()),
  ({ first: motoServer, second: terraform }) => {
    let moto: RunningEmulator;
    let proxy: MotoProxy;
    let project: ForumProject;

    beforeAll(async () => {
      moto = await motoServer.start();
      proxy = await startMotoProxy(moto.endpoint);
      project = new ForumProject({ ...terraform.environment, AWS_REGION: "us-east-1" });
      const table = { partitionKey: "postId", indexes: { UserIndex: { partitionKey: "userId" } } };
      const vpcId = await idOf(moto.endpoint, "DescribeVpcs", "vpcId");
      const routeTableId = await idOf(moto.endpoint, "DescribeRouteTables", "routeTableId");
      const retention = { retentionDays: 120, coldStorageAfterDays: 30, copyTo: "eu-west-1" };
      project.set(["provider"], { version: awsProviderVersion, endpoint: proxy.endpoint });
      project.set(["regions"], { primary: "us-east-1" });
      project.set(["tables"], { posts: table });
      project.set(["taskRoles"], {});
      // moto forgets the tags of vaults and plans.
      project.set(["tags"], {});
      project.set(["backup"], { ...retention, lock: { minDays: 7, maxDays: 365 }, restoreTesting: {} });
      project.set(["alarms"], { emails: ["ops@example.com"] });
      project.set(["dashboard"], true);
      project.set(["budget"], { monthlyUsd: 50, emails: ["ops@example.com"] });
      project.set(["network"], { vpcId, routeTableIds: [routeTableId] });
      const run = await project.synth();
      expect(run.code, run.text.slice(-2_000)).toBe(0);
      await succeeded(copies, "init");
      await succeeded(primary, "init");
    }, 2 * minutes);

    afterAll(async () => {
      await proxy.close();
      await moto.stop();
      project.remove();
    });

    async function succeeded(stack: string, ...parameters: string[]): Promise<string> {
      const run = await terraform.run(project.stackFolder(stack), ...parameters);
      console.log(
        `terraform ${parameters.join(" ")} in ${stack}: ${run.code} after ${run.seconds.toFixed(1)} s`,
      );
      expect(run.code, run.text.slice(-2_000)).toBe(0);
      return run.text;
    }

    it(
      "is made from nothing, the vault for copies in its own region",
      async () => {
        expect(await succeeded(copies, "apply", "-auto-approve")).toContain("0 changed, 0 destroyed");
        expect(await succeeded(primary, "apply", "-auto-approve")).toContain("0 changed, 0 destroyed");
        expect([...proxy.missing]).toEqual([]);
      },
      2 * minutes,
    );

    it(
      "has nothing to change afterwards",
      async () => {
        expect(await succeeded(primary, "plan", "-detailed-exitcode")).toContain("No changes.");
        expect(await succeeded(copies, "plan", "-detailed-exitcode")).toContain("No changes.");
      },
      2 * minutes,
    );

    it(
      "is destroyed",
      async () => {
        expect(await succeeded(primary, "destroy", "-auto-approve")).toContain("Destroy complete!");
        expect(await succeeded(copies, "destroy", "-auto-approve")).toContain("Destroy complete!");
      },
      2 * minutes,
    );
  },
);
