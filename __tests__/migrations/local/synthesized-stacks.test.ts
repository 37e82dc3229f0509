import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSynthesizedStacks } from "../../../migrations/local/synthesized-stacks";
import { projectWith, stackWith, users } from "./synth-folder";

/** A project whose manifest is this text. */
function projectWithManifest(text: string): string {
  const project = mkdtempSync(join(tmpdir(), "local-"));
  mkdirSync(join(project, "cdktf.out"));
  writeFileSync(join(project, "cdktf.out", "manifest.json"), text);
  return project;
}

const read = (project: string) => readSynthesizedStacks(project, "cdktf.out");

describe("readSynthesizedStacks", () => {
  it("reads the tables and the output of every stack", async () => {
    const project = projectWith({ forum: stackWith({ users }), network: {} });
    const [forum, network] = await read(project);
    expect([...(forum?.tables.keys() ?? [])]).toEqual(["users"]);
    expect(forum?.output).toMatchObject({ role: "primary" });
    expect(network).toMatchObject({ name: "network", output: null, tables: new Map() });
  });

  it("asks for a synth where there is none", async () => {
    const project = mkdtempSync(join(tmpdir(), "local-"));
    await expect(read(project)).rejects.toMatchObject({
      code: "synth-not-found",
      message:
        "cdktf.out/manifest.json: file not found: run `npx cdktf synth` (CDK Terrain: `npx cdktn synth`) first",
    });
  });

  it("asks for a synth where the manifest is cut off", async () => {
    await expect(read(projectWithManifest('{"stacks":'))).rejects.toThrow(
      /^cdktf\.out\/manifest\.json: .*JSON.*: run `npx cdktf synth` \(CDK Terrain: `npx cdktn synth`\) first$/,
    );
  });

  it("asks for a synth where the manifest is something else", async () => {
    await expect(read(projectWithManifest("[]"))).rejects.toThrow("expected an object");
    await expect(read(projectWithManifest("{}"))).rejects.toThrow("it has no `stacks`");
  });

  it("names a stack that has no file in the manifest", async () => {
    await expect(read(projectWithManifest('{"stacks":{"forum":{}}}'))).rejects.toThrow(
      "stack forum has no file",
    );
  });
});
