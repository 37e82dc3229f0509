import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { ExampleProject } from "./example-project";

const minutes = 60_000;

/** Examples of one region, a change of each that is made in place, and what the plan says of it. */
const examples = [
  { name: "nexuslink", stack: "nexuslink-prod-ap-southeast-1", change: ["tables", "NexusNodes", "ttl"] },
  { name: "algoitny", stack: "algoitny-prod-us-east-1", change: ["tables", "main", "stream"] },
  { name: "snapinfra", stack: "snapinfra-prod-us-east-1", change: ["tables", "users", "ttl"] },
  { name: "crawl4ai", stack: "crawl4ai-prod-us-west-2", change: ["tables", "results", "tableClass"] },
];
const values: Readonly<Record<string, unknown>> = {
  ttl: "expiresAt",
  stream: "new-image",
  tableClass: "standard-infrequent-access",
};

describeWith(
  "the examples, applied by the real provider",
  () => both(findMoto(), findTerraform()),
  ({ first: motoServer, second: terraform }) => {
    describe.each(examples)("$name", ({ name, stack, change }) => {
      let moto: RunningEmulator;
      let proxy: MotoProxy;
      let project: ExampleProject;

      beforeAll(async () => {
        moto = await motoServer.start();
        proxy = await startMotoProxy(moto.endpoint);
        project = new ExampleProject(name, terraform.environment);
        project.set(["provider"], { version: awsProviderVersion, endpoint: proxy.endpoint });
        await createUser(moto.endpoint, "nexuslink-production");
        await synthesized();
        expect((await inStack("init")).code).toBe(0);
      }, 2 * minutes);

      afterAll(async () => {
        await proxy.close();
        await moto.stop();
        project.remove();
      });

      const inStack = (...parameters: string[]) => terraform.run(project.stackFolder(stack), ...parameters);

      async function synthesized(): Promise<void> {
        const run = await project.synth();
        expect(run.code, run.text.slice(-2_000)).toBe(0);
      }

      async function applied(): Promise<string> {
        const run = await inStack("apply", "-auto-approve");
        expect(run.code, run.text.slice(-2_000)).toBe(0);
        return run.text;
      }

      it(
        "is applied from nothing, and has nothing to change afterwards",
        async () => {
          expect(await applied()).toContain("0 changed, 0 destroyed");
          expect([...proxy.missing]).toEqual([]);
          expect(await inStack("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
        },
        3 * minutes,
      );

      it(
        "is changed in place",
        async () => {
          project.set(change, values[change.at(-1) ?? ""]);
          await synthesized();
          expect(await applied()).toContain("0 added, 1 changed, 0 destroyed");
        },
        2 * minutes,
      );

      it(
        "is not destroyed while it is protected, and is once it is not",
        async () => {
          const refused = await inStack("destroy", "-auto-approve");
          expect(refused).toMatchObject({ code: 1 });
          expect(refused.text).toContain("Instance cannot be destroyed");
          project.set(["defaults", "deletionProtection"], false);
          await synthesized();
          await applied();
          expect(await inStack("destroy", "-auto-approve")).toMatchObject({ code: 0 });
        },
        3 * minutes,
      );
    });
  },
);

/** The IAM user that a program signs in as, and that is there before its tables are. */
async function createUser(endpoint: string, name: string): Promise<void> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, Signature=0",
    },
    body: `Action=CreateUser&UserName=${name}&Version=2010-05-08`,
  });
  expect(answer.status).toBe(200);
}
