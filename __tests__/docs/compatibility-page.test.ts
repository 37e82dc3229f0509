import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { buildStacks, loadTables } from "../../stacks";
import { blocks, readPage } from "./doc-page";
import { synthesizedBy } from "./example-run";

const page = readPage("docs/compatibility.md");

interface Terraform {
  readonly terraform: { readonly required_providers: object };
}

describe("docs/compatibility.md", () => {
  it("pins the provider in TypeScript to the version that it names", () => {
    const [example] = blocks(page, "ts");
    const stack = synthesizedBy(example!)["shop"] as unknown as Terraform;
    expect(stack.terraform.required_providers).toEqual({ aws: { source: "aws", version: "6.30.0" } });
  });

  it("pins the provider in YAML to the version that it names", () => {
    const [example] = blocks(page, "yaml");
    const { primary } = buildStacks(Testing.app(), loadTables("tables.yaml", example!.code, {}), {
      projectDir: ".",
    });
    const stack = JSON.parse(Testing.synth(primary)) as Terraform;
    expect(stack.terraform.required_providers).toEqual({ aws: { source: "aws", version: "6.30.0" } });
  });

  it("names the versions that the bindings are made for", () => {
    const [example] = blocks(page, "yaml");
    const text = example!.code.replace(/^provider:.*\n/m, "");
    const { primary } = buildStacks(Testing.app(), loadTables("tables.yaml", text, {}), { projectDir: "." });
    const stack = JSON.parse(Testing.synth(primary)) as Terraform;
    expect(stack.terraform.required_providers).toEqual({ aws: { source: "aws", version: "6.25.0" } });
  });
});
