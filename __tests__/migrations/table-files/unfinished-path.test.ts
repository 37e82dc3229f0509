import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../migrations/errors";
import { writeWhole } from "../../../migrations/table-files/unfinished-path";
import { useTemporaryFolder } from "../files/temporary-folder";

const folder = useTemporaryFolder();
const path = () => join(folder(), "backup");
const writing = { pid: 7, machine: "0a0a0a0a", isAlive: (pid: number) => pid === 8 };

describe("writeWhole", () => {
  it("gives a file its name once it is whole", async () => {
    const seen = await writeWhole(path(), writing, async (unfinished) => {
      await writeFile(unfinished, "whole");
      return readdir(folder());
    });
    expect(seen).toEqual(["backup.partial-7-0a0a0a0a"]);
    expect(await readdir(folder())).toEqual(["backup"]);
  });

  it("leaves nothing of what does not become whole, and says why", async () => {
    const failing = async (unfinished: string): Promise<never> => {
      await writeFile(unfinished, "half");
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    };
    await expect(writeWhole(path(), writing, failing)).rejects.toMatchObject({
      code: "files-unwritable",
      message: `cannot write ${path()}: no space left on the disk (ENOSPC). Free disk space, then retry.`,
    });
    expect(await readdir(folder())).toEqual([]);
  });

  it("leaves no folder that it made for what does not become whole", async () => {
    const nested = join(folder(), "backups", "20251103", "users");
    const failing = () => Promise.reject(new Error("ENOSPC: no space left on device"));
    await expect(writeWhole(nested, writing, failing)).rejects.toMatchObject({ code: "files-unwritable" });
    expect(await readdir(folder())).toEqual([]);
  });

  it("leaves a folder that it made in which there is something else", async () => {
    const nested = join(folder(), "backups", "users");
    const failing = async (): Promise<never> => {
      await writeFile(join(folder(), "backups", "posts"), "whole");
      throw new Error("ENOSPC: no space left on device");
    };
    await expect(writeWhole(nested, writing, failing)).rejects.toMatchObject({ code: "files-unwritable" });
    expect(await readdir(join(folder(), "backups"))).toEqual(["posts"]);
  });

  it("says that a folder cannot be made", async () => {
    await writeFile(join(folder(), "backups"), "a file");
    await expect(
      writeWhole(join(folder(), "backups", "users"), writing, () => Promise.resolve()),
    ).rejects.toMatchObject({
      code: "files-unwritable",
      message: expect.stringMatching(/^cannot write .*backups\/users: /) as string,
    });
  });

  it("lets through why it was stopped", async () => {
    const stop = new UsageError("not-confirmed", "stop");
    await expect(writeWhole(path(), writing, () => Promise.reject(stop))).rejects.toBe(stop);
  });

  it("removes what a dead process left, and not what a living one writes", async () => {
    await mkdir(join(folder(), "backup.partial-6-0a0a0a0a"));
    await mkdir(join(folder(), "backup.partial-8-0a0a0a0a"));
    await mkdir(join(folder(), "other.partial-6-0a0a0a0a"));
    await writeWhole(path(), writing, (unfinished) => writeFile(unfinished, "whole"));
    expect(await readdir(folder())).toEqual([
      "backup",
      "backup.partial-8-0a0a0a0a",
      "other.partial-6-0a0a0a0a",
    ]);
  });

  it("leaves alone what a process with the same number writes in another container", async () => {
    const other = join(folder(), "backup.partial-7-0b0b0b0b");
    await writeFile(other, "half");
    await writeWhole(path(), writing, (unfinished) => writeFile(unfinished, "whole"));
    expect(await readdir(folder())).toEqual(["backup", "backup.partial-7-0b0b0b0b"]);
  });

  it("writes over nothing", async () => {
    await writeFile(path(), "mine");
    await expect(writeWhole(path(), writing, () => Promise.resolve())).rejects.toMatchObject({
      code: "files-present",
    });
  });
});
