import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cdktf, cdktn as terrain } from "../../constructs/framework/frameworks";
import { describeWith } from "../emulators/real-part";
import { CdktnProject } from "./cdktn-project";
import { differences } from "./differences";
import { exampleStacks } from "./example-stacks";
import { findCdktn } from "./find-cdktn";

/** A comment that Terraform does not read: which framework wrote the file. */
const writer = (version: string) => `//.metadata.version: "0.21.0" → "${version}"`;
/** Two names of one provider: without a namespace, Terraform takes hashicorp. */
const source = 'terraform.required_providers.aws.source: "aws" → "hashicorp/aws"';
/** The versions that the bindings were generated from. */
const version = `terraform.required_providers.aws.version: "${cdktf.providerVersion}" → "${terrain.providerVersion}"`;

describeWith("the Terraform of the examples with CDK Terrain", findCdktn, (cdktn) => {
  let project: CdktnProject;
  beforeAll(async () => {
    project = await CdktnProject.make(cdktn);
  });
  afterAll(() => project.remove());

  /** Where the Terraform of CDKTF and that of CDK Terrain differ, by stack. */
  async function compared(pinned?: string): Promise<Map<string, string[]>> {
    const program = ["__tests__/cdktn/write-example-stacks.ts", "written.json", ...(pinned ? [pinned] : [])];
    const { code, text } = await project.node(project.package("tsx", "dist", "cli.mjs"), ...program);
    expect(code, text).toBe(0);
    const written = readFileSync(join(project.folder, "written.json"), "utf8");
    const ofCdktn = new Map(Object.entries(JSON.parse(written) as Record<string, string>));
    const ofCdktf = new Map(Object.entries(exampleStacks(pinned)));
    expect([...ofCdktn.keys()]).toEqual([...ofCdktf.keys()]);
    return new Map(
      [...ofCdktf].map(([stack, json]) => [
        stack,
        differences(JSON.parse(json), JSON.parse(ofCdktn.get(stack)!)),
      ]),
    );
  }

  it("differs from CDKTF's in the writer, the name of the provider and its version only", async () => {
    const found = await compared();
    expect(found.size).toBe(13);
    expect([...found]).toEqual(
      [...found.keys()].map((stack) => [stack, [writer(cdktn.version), source, version]]),
    );
  });

  it("plans the same as CDKTF's with the same version of the provider", async () => {
    const found = await compared(cdktf.providerVersion);
    expect([...found]).toEqual([...found.keys()].map((stack) => [stack, [writer(cdktn.version), source]]));
  });
});

describe("differences", () => {
  it("are found in nested values", () => {
    expect(differences({ a: [{ b: 1 }], c: 2 }, { a: [{ b: "1" }], d: null })).toEqual([
      'a.0.b: 1 → "1"',
      "c: 2 → (none)",
      "d: (none) → null",
    ]);
  });

  it("are none between equal values", () => {
    expect(differences({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
  });
});
