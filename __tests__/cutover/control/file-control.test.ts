import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileControl } from "../../../cutover/control/file-control";
import { ControlUnreachableError } from "../../../cutover/errors";
import { describeControl } from "./control-contract";
import { entityControl, event } from "./entity-control";

describe("a file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "control-"));
    path = join(folder, "cutover.json");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describeControl(() => new FileControl(path));

  it("takes over the lock of a process that has ended", async () => {
    const ended = spawn("true");
    await once(ended, "exit");
    await writeFile(`${path}.lock`, `${ended.pid} token`);
    await Promise.all(
      ["a", "b", "c", "d"].map((entity) => new FileControl(path).change(entityControl({ entity }), event)),
    );
    expect([...(await new FileControl(path).read()).keys()].toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(await readdir(folder)).toEqual(["cutover.json"]);
  });

  it("cannot be used while it is damaged, and names the fix", async () => {
    await writeFile(path, "{");
    const control = new FileControl(path);
    await expect(control.read()).rejects.toThrow(ControlUnreachableError);
    await expect(control.change(entityControl(), event)).rejects.toThrow(/restore the file from a copy/);
  });

  it("cannot be used in a folder that does not exist", async () => {
    const control = new FileControl(join(folder, "missing", "cutover.json"));
    await expect(control.change(entityControl(), event)).rejects.toThrow(ControlUnreachableError);
  });
});
