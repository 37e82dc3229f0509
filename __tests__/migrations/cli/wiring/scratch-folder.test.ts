import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ScratchFolder } from "../../../../migrations/cli/wiring/scratch-folder";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();

describe("ScratchFolder", () => {
  it("gives a file that holds what was written, and that nobody sees", async () => {
    const file = new ScratchFolder(join(folder(), "runs")).create();
    file.write(Buffer.from("abc"), 0);
    file.write(Buffer.from("def"), 3);
    const bytes = Buffer.alloc(4);
    file.read(bytes, 2);
    expect([bytes.toString(), await readdir(join(folder(), "runs"))]).toEqual(["cdef", []]);
    file.close();
  });

  it("says what to do where there is no room", async () => {
    await writeFile(join(folder(), "file"), "");
    const scratch = new ScratchFolder(join(folder(), "file", "runs"));
    expect(() => scratch.create()).toThrow(
      expect.objectContaining({
        code: "scratch-unwritable",
        message: expect.stringMatching(
          /^cannot keep the items' keys in .+: a part of the path is a file, not a folder \(ENOTDIR\)/,
        ) as string,
      }) as Error,
    );
  });
});
