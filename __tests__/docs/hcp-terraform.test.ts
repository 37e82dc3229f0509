import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../emulators/real-part";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";
import { blocks, readPage } from "./doc-page";
import { LinkedProject } from "./linked-project";
import { commands, writeShop } from "./pipeline-files";

const minutes = 60_000;
const page = "docs/pipelines/hcp-terraform.md";
const stack = "cdktf.out/stacks/shop-prod-us-east-1";

/** Terraform's settings, and besides where HCP Terraform is, so that nobody on the internet is asked. */
function offline({ TF_CLI_CONFIG_FILE: file = "" }: NodeJS.ProcessEnv): string {
  const services = ["tfe.v2", "tfe.v2.1", "tfe.v2.2", "state.v2"];
  const known = services.map((service) => `"${service}" = "http://127.0.0.1:1/api/v2/"`).join(", ");
  const own = `${file}.hcp`;
  writeFileSync(
    own,
    `${readFileSync(file, "utf8")}host "app.terraform.io" {\n  services = { ${known} }\n}\n`,
  );
  return own;
}

describeWith("the pipeline for HCP Terraform", findTerraform, (terraform) => {
  let project: LinkedProject;

  beforeAll(() => {
    const environment = { ...terraform.environment, TF_CLI_CONFIG_FILE: offline(terraform.environment) };
    project = new LinkedProject(environment);
    writeShop(project, {});
    const [tables] = blocks(readPage(page), "yaml");
    const version = `provider: { version: ${awsProviderVersion} }\n`;
    project.write("tables.yaml", `${tables?.code}${version}`);
  });

  afterAll(() => project.remove());

  it(
    "has a tables.yaml whose stacks are valid without an account",
    async () => {
      const run = await project.run(commands(page, "check"));
      expect(run.code, run.text.slice(-3_000)).toBe(0);
      expect(run.text).toContain("The configuration is valid.");
    },
    2 * minutes,
  );

  it(
    "gives each stack a workspace, which Terraform asks for a token to reach",
    async () => {
      const run = await project.run(commands(page, "plan"));
      expect(run.code).toBe(1);
      expect(run.text).toContain("Required token could not be found");
    },
    2 * minutes,
  );

  it(
    "moves data by the outputs of a workspace, which the runner needs a token for, too",
    async () => {
      const run = await project.run(commands(page, "migrate"), { HOME: project.folder });
      expect(run.code).toBe(2);
      expect(run.text).toContain("no token found for app.terraform.io");
    },
    2 * minutes,
  );

  it("packs a stack's folder for the API", async () => {
    const run = await project.run(`${commands(page, "pack")}tar -tzf shop-prod-us-east-1.tar.gz`);
    expect(run.text.split("\n")).toContain("./cdk.tf.json");
    expect(existsSync(project.path(stack, "cdk.tf.json"))).toBe(true);
  });
});
