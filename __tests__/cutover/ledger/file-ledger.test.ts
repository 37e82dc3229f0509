import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ControlUnreachableError } from "../../../cutover/errors";
import { FileLedger } from "../../../cutover/ledger/file-ledger";
import { describeLedger, ledgerEntry } from "./ledger-contract";

describe("a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ledger-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describeLedger(() => new FileLedger(join(folder, "ledger")));

  it("cannot be used if its path is a file", async () => {
    const path = join(folder, "file");
    await writeFile(path, "");
    await expect(new FileLedger(path).add(ledgerEntry("a", "w"))).rejects.toThrow(ControlUnreachableError);
    await expect(new FileLedger(path).add(ledgerEntry("a", "w"))).rejects.toThrow(/correct its path/);
  });
});
