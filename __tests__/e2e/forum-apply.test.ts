import { DeleteTableCommand, DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import type { ProgramRun } from "../emulators/program";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { ForumProject, programs } from "./forum-project";
import { tellingLines } from "./terraform-lines";

const primary = "forum-dev-us-east-1";
const replica = "forum-dev-us-west-2";
const users = "forum-dev-users";
const minutes = 60_000;

/** Prints what Terraform or the runner said, so that a log of the tests shows the road. */
function show(what: string, { seconds, text, code }: ProgramRun, lines = tellingLines(text)): void {
  console.log([`${what}: exit code ${code} after ${seconds.toFixed(1)} s`, ...lines].join("\n    "));
}

/** What a failed program said last. */
function ending({ text }: ProgramRun): string {
  return text.slice(-2_000);
}

describeWith(
  "the forum, applied by the real provider",
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
      project.addData({ users: 200, threads: 500, posts: 2_000 });
    }, minutes);

    afterAll(async () => {
      await proxy.close();
      await moto.stop();
      project.remove();
    });

    const inRegion = (region: string): DynamoDBClient => localClient(moto.endpoint, region);

    /** `terraform <command>` in a stack's folder, shown. */
    async function inStack(stack: string, ...parameters: string[]): Promise<ProgramRun> {
      const run = await terraform.run(project.stackFolder(stack), ...parameters);
      show(`terraform ${parameters.join(" ")} in ${stack}`, run);
      return run;
    }

    async function applied(stack: string): Promise<string> {
      const run = await inStack(stack, "apply", "-auto-approve");
      expect(run.code, ending(run)).toBe(0);
      return run.text;
    }

    async function protect(protection: boolean): Promise<void> {
      project.set(["environments", "dev", "defaults", "deletionProtection"], protection);
      await synthesized();
      expect(await applied(primary)).toMatch(/0 added, \d+ changed, 0 destroyed/);
    }

    async function synthesized(): Promise<void> {
      const run = await project.synth();
      expect(run.code, ending(run)).toBe(0);
    }

    it(
      "is deployed from nothing by `cdktf deploy`, the primary region first",
      async () => {
        const stacks = [primary, replica];
        const parameters = ["--auto-approve", "--skip-provider-lock", "--outputs-file", "outputs.json"];
        const run = await project.run(programs.cdktf, "deploy", ...stacks, ...parameters);
        show("cdktf deploy", run);
        expect(run.code, ending(run)).toBe(0);
        expect(Object.keys(project.outputs())).toEqual(stacks);
      },
      5 * minutes,
    );

    it("needs nothing of AWS that is not emulated", () => {
      expect([...proxy.missing]).toEqual([]);
    });

    it("has its tables in either region", async () => {
      const describe = new DescribeTableCommand({ TableName: "forum-dev-posts" });
      const east = await inRegion("us-east-1").send(describe);
      const west = await inRegion("us-west-2").send(describe);
      expect(east.Table?.TableArn).toBe("arn:aws:dynamodb:us-east-1:123456789012:table/forum-dev-posts");
      expect(west.Table?.TableArn).toBe("arn:aws:dynamodb:us-west-2:123456789012:table/forum-dev-posts");
      expect(west.Table?.KeySchema).toEqual(east.Table?.KeySchema);
    });

    it(
      "takes in every item of the migration",
      async () => {
        const run = await project.migrate(
          ...["run", "migration.yaml", "--outputs", "outputs.json", "--endpoint", proxy.endpoint],
        );
        show("dynamodb-migrate run", run, run.text.split("\n").slice(-25));
        expect(run.code, ending(run)).toBe(0);
      },
      5 * minutes,
    );

    it(
      "holds exactly what was to be moved",
      async () => {
        const run = await project.migrate(
          ...["verify", "migration.yaml", "--outputs", "outputs.json", "--endpoint", proxy.endpoint],
        );
        show("dynamodb-migrate verify", run, run.text.split("\n").slice(-25));
        expect(run.code, ending(run)).toBe(0);
      },
      5 * minutes,
    );

    it(
      "has nothing to change afterwards, in either region",
      async () => {
        expect(await inStack(primary, "plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
        expect(await inStack(replica, "plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      },
      2 * minutes,
    );

    it(
      "gets a time to live by one change in place",
      async () => {
        project.set(["tables", "threads", "ttl"], "expiresAt");
        await synthesized();
        const plan = await inStack(primary, "plan", "-detailed-exitcode");
        expect(plan.code).toBe(2);
        expect(plan.text).toContain("aws_dynamodb_table.threads will be updated in-place");
        expect(plan.text).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
        expect(await applied(primary)).toContain(
          "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
        );
        expect(await inStack(primary, "plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      },
      3 * minutes,
    );

    it(
      "carries tags and point-in-time recovery over to the replicas in place",
      async () => {
        project.set(["tags", "CostCenter"], "platform");
        project.set(["defaults", "pointInTimeRecovery"], false);
        await synthesized();
        expect(await applied(replica)).toContain("0 added, 3 changed, 0 destroyed");
        expect(await inStack(replica, "plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      },
      2 * minutes,
    );

    // The replicas are left as they are: the provider sleeps 90 seconds after each change of their protection.
    it(
      "is protected by a change in place",
      async () => {
        await protect(true);
        const described = await inRegion("us-east-1").send(new DescribeTableCommand({ TableName: users }));
        expect(described.Table?.DeletionProtectionEnabled).toBe(true);
      },
      2 * minutes,
    );

    it(
      "is not destroyed by Terraform while it is protected",
      async () => {
        const run = await inStack(primary, "destroy", "-auto-approve");
        expect(run.code).toBe(1);
        expect(run.text).toContain("Instance cannot be destroyed");
        expect(run.text).toContain("lifecycle.prevent_destroy");
      },
      2 * minutes,
    );

    it("is not deleted by anybody else while it is protected", async () => {
      const deletion = inRegion("us-east-1").send(new DeleteTableCommand({ TableName: users }));
      await expect(deletion).rejects.toThrow(/delet/i);
    });

    it(
      "is destroyed once it is unprotected, replicas first",
      async () => {
        await protect(false);
        expect(await inStack(replica, "destroy", "-auto-approve")).toMatchObject({ code: 0 });
        expect(await inStack(primary, "destroy", "-auto-approve")).toMatchObject({ code: 0 });
        const gone = inRegion("us-west-2").send(new DescribeTableCommand({ TableName: users }));
        await expect(gone).rejects.toHaveProperty("name", "ResourceNotFoundException");
      },
      3 * minutes,
    );
  },
);
