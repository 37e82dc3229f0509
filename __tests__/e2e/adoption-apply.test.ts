import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { ExampleProject } from "./example-project";

const stack = "algoitny-prod-us-east-1";
const minutes = 60_000;

describeWith(
  "a table that is there, taken over by the real provider",
  () => both(findMoto(), findTerraform()),
  ({ first: motoServer, second: terraform }) => {
    let moto: RunningEmulator;
    let proxy: MotoProxy;
    let project: ExampleProject;

    beforeAll(async () => {
      moto = await motoServer.start();
      proxy = await startMotoProxy(moto.endpoint);
      project = new ExampleProject("algoitny", terraform.environment);
      project.set(["provider"], { version: awsProviderVersion, endpoint: proxy.endpoint });
      project.set(["taskRoles"], {});
      await synthesized();
      await succeeded("init");
      await succeeded("apply", "-auto-approve");
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

    async function succeeded(...parameters: string[]): Promise<string> {
      const run = await terraform.run(project.stackFolder(stack), ...parameters);
      expect(run.code, run.text.slice(-2_000)).toBe(0);
      return run.text;
    }

    it(
      "is imported by its name, with no change to it",
      async () => {
        rmSync(project.path(`terraform.${stack}.tfstate`));
        project.set(["tables", "main", "adopt"], true);
        await synthesized();
        expect(await succeeded("plan")).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
        await succeeded("apply", "-auto-approve");
        expect(await succeeded("plan", "-detailed-exitcode")).toContain("No changes");
      },
      2 * minutes,
    );

    it(
      "is moved from the address that it had, with no change to it",
      async () => {
        project.set(["tables", "main", "movedFrom"], "aws_dynamodb_table.main");
        project.rename(["tables", "main"], "everything");
        await synthesized();
        const plan = await succeeded("plan");
        expect(plan).toContain("aws_dynamodb_table.main has moved to aws_dynamodb_table.everything");
        expect(plan).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
      },
      2 * minutes,
    );

    it(
      "is given a policy of its own and a Kinesis destination",
      async () => {
        const grant = { principals: ["arn:aws:iam::123456789012:root"], actions: "read" };
        const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/everything";
        project.set(["tables", "everything", "resourcePolicy"], [grant]);
        project.set(["tables", "everything", "kinesis"], { streamArns: { "us-east-1": streamArn } });
        await synthesized();
        expect(await succeeded("apply", "-auto-approve")).toContain("2 added, 0 changed, 0 destroyed");
        expect(await succeeded("plan", "-detailed-exitcode")).toContain("No changes");
      },
      2 * minutes,
    );
  },
);
