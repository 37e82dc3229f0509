import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileSystemError, unwritable, withPath } from "../../../migrations/files/file-system-error";
import { useTemporaryFolder } from "./temporary-folder";

describe("fileSystemError", () => {
  const folder = useTemporaryFolder();

  it("names the path, the reason and the fix", async () => {
    await writeFile(join(folder(), "file"), "");
    const error: unknown = await mkdir(join(folder(), "file/runs"), { recursive: true }).catch(
      (caught: unknown) => caught,
    );
    expect(fileSystemError(error)?.message).toMatch(
      /^cannot access .+file\/runs: a part of the path is a file, not a folder \(ENOTDIR\)\. Move that file or use another location\.$/,
    );
  });

  it.each(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EMFILE"])("explains %s, as a cause too", (code) => {
    const cause = Object.assign(new Error(code), { code, syscall: "write", path: "/runs/lock" });
    expect(fileSystemError(new Error("wrapped", { cause }))).toMatchObject({
      code: "file-system",
      kind: "unreachable",
      message: expect.stringMatching(
        new RegExp(`^cannot access /runs/lock: .+ \\(${code}\\)\\. .+\\.$`),
      ) as string,
    });
  });

  it("is not for connections and other errors", () => {
    const refused = Object.assign(new Error("connect EACCES"), { code: "EACCES", syscall: "connect" });
    expect([fileSystemError(refused), fileSystemError(new Error("defect"))]).toEqual([undefined, undefined]);
  });
});

describe("withPath", () => {
  it("names the file of an error that has no path, and keeps a path that is there", () => {
    const full = () => Object.assign(new Error("full"), { code: "ENOSPC", syscall: "write" });
    expect(fileSystemError(withPath(full(), "/runs/a"))?.message).toMatch(
      /^cannot access \/runs\/a: no space/,
    );
    const named = Object.assign(full(), { path: "/runs/b" });
    expect(fileSystemError(withPath(named, "/runs/a"))?.message).toMatch(
      /^cannot access \/runs\/b: no space/,
    );
  });
});

describe("unwritable", () => {
  it("keeps the message of an error that it does not know", () => {
    expect(unwritable("files-unwritable", "cannot write to a", new Error("odd")).message).toBe(
      "cannot write to a: odd",
    );
  });
});
