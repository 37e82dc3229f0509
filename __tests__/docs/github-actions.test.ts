import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import { both, describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { repository } from "./doc-page";
import { LinkedProject } from "./linked-project";
import { workflow, writeShop } from "./pipeline-files";

const minutes = 60_000;
const { check, plan, apply, migrate } = workflow.jobs;

describe("the workflow for GitHub Actions", () => {
  it("plans pull requests and applies what is pushed to main", () => {
    expect(workflow.on).toEqual({ pull_request: null, push: { branches: ["main"] } });
    expect([plan, apply, migrate].map((job) => job?.needs)).toEqual(["check", "check", "apply"]);
  });

  it("signs in by OIDC, each job in an environment of its own", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect([check, plan, apply, migrate].map((job) => job?.permissions?.["id-token"])).toEqual([
      undefined,
      "write",
      "write",
      "write",
    ]);
    const environments = [check, plan, apply, migrate].map((job) => job?.environment);
    expect(environments).toEqual([undefined, "prod-plan", "prod", "prod-migration"]);
  });

  it("pins every action to a commit, and names its version", () => {
    const uses = readFileSync(join(repository, "docs/pipelines/github-actions.yml"), "utf8")
      .split("\n")
      .filter((line) => /\buses:/.test(line));
    const pinned = /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  it("keeps Terraform's wrapper away from its outputs", () => {
    const installs = Object.values(workflow.jobs)
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith("hashicorp/setup-terraform@"));
    expect(installs.map((step) => step.with?.["terraform_wrapper"])).toEqual([false, false, false]);
  });
});

describeWith(
  "the commands of the workflow, with the real provider",
  () => both(findMoto(), findTerraform()),
  ({ first: motoServer, second: terraform }) => {
    let moto: RunningEmulator;
    let proxy: MotoProxy;
    let project: LinkedProject;

    beforeAll(async () => {
      moto = await motoServer.start();
      proxy = await startMotoProxy(moto.endpoint);
      project = new LinkedProject({ ...terraform.environment, ...workflow.env });
      writeShop(project, { version: awsProviderVersion, endpoint: proxy.endpoint });
    }, 2 * minutes);

    afterAll(async () => {
      await proxy.close();
      await moto.stop();
      project.remove();
    });

    /** Runs the commands of a job but `npm ci`, which the linked packages stand for. */
    async function done(job: string): Promise<string> {
      const steps = workflow.jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
      const commands = steps.filter((run) => run !== "npm ci").join("\n");
      const stacks = { STACKS: "shop-prod-us-east-1", AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint };
      const run = await project.run(commands, stacks);
      console.log(`${job}: ${run.code} after ${run.seconds.toFixed(1)} s`);
      expect(run.code, run.text.slice(-3_000)).toBe(0);
      return run.text;
    }

    it(
      "check the stacks and the migration",
      async () => {
        expect(await done("check")).toContain("The configuration is valid.");
      },
      2 * minutes,
    );

    it(
      "plan the stacks",
      async () => {
        expect(await done("plan")).toContain("to add, 0 to change, 0 to destroy.");
      },
      2 * minutes,
    );

    it(
      "apply the stacks",
      async () => {
        expect(await done("apply")).toContain("Apply complete!");
      },
      2 * minutes,
    );

    it(
      "move the data into the tables that were applied, and prove it",
      async () => {
        await done("migrate");
        const { text } = await project.run("npx dynamodb-migrate status");
        expect(text).toContain("finished");
      },
      2 * minutes,
    );
  },
);
