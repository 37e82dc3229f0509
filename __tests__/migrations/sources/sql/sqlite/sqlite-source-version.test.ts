import { copyFile, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { sqliteDrivers } from "./sqlite-drivers";
import { makeSqlite } from "./sqlite-file";

const folder = useTemporaryFolder();
const path = () => join(folder(), "shop.db");

const users = [
  "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
  "INSERT INTO users VALUES (3, 'c'), (1, 'a'), (2, 'b')",
];

describe("SqliteSource", async () => {
  describe.each(await sqliteDrivers())("the version of a database through $name", (driver) => {
    const source = () => new SqliteSource(path(), "shop.db", () => driver);
    beforeEach(() => makeSqlite(path(), ...users));
    const compare = (recorded: string) => source().compare({ table: "users" }, recorded);

    it("is the same content after the file was copied or its time has changed", async () => {
      const before = await source().version();
      await utimes(path(), new Date(0), new Date(1000));
      await writeFile(`${path()}-wal`, "");
      expect(await compare(before)).toEqual({ kind: "same" });
      await copyFile(path(), join(folder(), "copy.db"));
      const copy = new SqliteSource(join(folder(), "copy.db"));
      expect(await copy.compare({ table: "users" }, before)).toEqual({ kind: "same" });
    });

    it("notices other bytes of the same size and modification time", async () => {
      const { mtime } = await stat(path());
      const before = await source().version();
      const bytes = await readFile(path());
      bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
      await writeFile(path(), bytes);
      await utimes(path(), mtime, mtime);
      expect(await compare(before)).toEqual({
        kind: "changed",
        reason: `its ${bytes.length} bytes are different`,
      });
    });

    it("notices a write-ahead log", async () => {
      const before = await source().version();
      const { size } = await stat(path());
      await writeFile(`${path()}-wal`, "x");
      expect(await compare(before)).toEqual({
        kind: "changed",
        reason: `it had ${size} bytes, now ${size + 1}`,
      });
    });

    it("compares sizes and times with a checkpoint of an earlier release", async () => {
      await utimes(path(), new Date(0), new Date(1000));
      const { size } = await stat(path());
      expect(await compare(`${size} bytes, 1970-01-01T00:00:01.000Z`)).toEqual({ kind: "same" });
      expect(await compare(`${size} bytes, 1970-01-01T00:00:02.000Z`)).toMatchObject({ kind: "changed" });
    });
  });
});
