import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KeyLog } from "../../../../migrations/run-store/folder/key-log";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const bytesOf = (number: number) => Buffer.from([number >> 16, number >> 8, number]);
const digest = (number: number) => bytesOf(number).toString("base64url");

/** A log with so many digests of three bytes in it, written by an earlier process. */
async function written(count: number): Promise<KeyLog> {
  const log = new KeyLog(folder(), 3);
  for (let number = 0; number < count; number++) log.add("user", digest(number));
  await log.flush();
  await log.close();
  return new KeyLog(folder(), 3);
}

async function readAll(log: KeyLog, count: number, entity = "user"): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of log.read(entity, count)) pieces.push(piece);
  expect(pieces.every(({ length }) => length % 3 === 0)).toBe(true);
  return Buffer.concat(pieces);
}

describe("KeyLog", () => {
  it("gives back the digests in pieces of whole ones", async () => {
    const all = await readAll(await written(100_000), 100_000);
    expect([all.length, all.subarray(299_997)]).toEqual([300_000, bytesOf(99_999)]);
  });

  it("forgets the digests that the checkpoint does not count, and goes on behind the others", async () => {
    const log = await written(5);
    expect(await readAll(log, 3)).toEqual(Buffer.concat([0, 1, 2].map(bytesOf)));
    log.add("user", digest(9));
    await log.flush();
    await log.close();
    expect(await readAll(log, 4)).toEqual(Buffer.concat([0, 1, 2, 9].map(bytesOf)));
  });

  it("keeps the entities apart", async () => {
    const log = await written(2);
    log.add("post", digest(7));
    await log.flush();
    await log.close();
    expect(await readAll(log, 1, "post")).toEqual(bytesOf(7));
  });

  it("has nothing on disk before it is flushed", async () => {
    const log = new KeyLog(folder(), 3);
    log.add("user", digest(1));
    await expect(stat(join(folder(), "keys-user.bin"))).rejects.toThrow("ENOENT");
  });

  it("has nothing of an entity without keys", async () => {
    expect(await readAll(new KeyLog(folder(), 3), 0)).toHaveLength(0);
  });

  it("refuses a file that holds less than the checkpoint counts", async () => {
    const path = join(folder(), "keys-user.bin");
    await expect(readAll(await written(2), 3)).rejects.toMatchObject({
      kind: "usage",
      code: "key-log-damaged",
      message: `${path} must hold 9 bytes by the checkpoint, got 6; restore it from a copy, or start over with --no-resume`,
    });
  });
});
