import { beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
  tag: { from: { file: tags.json }, to: tags }
`;

describeWith("wrong data files", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, { "tags.json": '[{"id":"t1","name":"new"}]' });
  beforeEach(() => shop().file("migration.yaml", migration));

  /** The reasons in rejects.jsonl of the only run. */
  async function rejects(): Promise<object[]> {
    const { out } = await shop().command("status --json");
    const [run] = (JSON.parse(out) as { runs: { run: string }[] }).runs;
    const lines = (await shop().read(`.dynamodb-migrate/${run?.run}/rejects.jsonl`)).trim().split("\n");
    return lines.map((line) => {
      const { row, code, message } = JSON.parse(line) as Record<string, unknown>;
      return { row, code, message };
    });
  }

  it("truncated JSON: the rows before the break arrive, and so do the other entities", async () => {
    await shop().file("notes.json", '[{"id":"n1"},{"id":"n2"},{"id":"n');
    const { code, error } = await shop().command("run");
    expect(code).toBe(3);
    expect(error.join("\n")).toMatch(/Stopped: notes\.json is not valid JSON after row 2, before byte 33: /);
    expect(await shop().ids("notes")).toEqual(["n1", "n2"]);
    expect(await shop().ids("tags")).toEqual(["t1"]);
  });

  it("an unreadable path: the other entities arrive", async () => {
    await shop().file("migration.yaml", migration.replace("notes.json", "nowhere/notes.json"));
    const { code, error } = await shop().command("run");
    expect(code).toBe(3);
    expect(error).toContain("Stopped: cannot read nowhere/notes.json: file not found");
    expect(await shop().ids("tags")).toEqual(["t1"]);
  });

  it.each([
    {
      what: "a missing key attribute",
      row: '{"rank":5}',
      code: "missing-key",
      message: "id, the partition key, is missing",
    },
    {
      what: "a key of the wrong type",
      row: '{"id":7}',
      code: "wrong-key-type",
      message: 'id, the partition key, must be a string (S), got N "7"; convert it in item',
    },
    {
      what: "an empty key",
      row: '{"id":""}',
      code: "empty-key",
      message: "id, the partition key, must not be empty",
    },
    {
      what: "an item of 500 KB",
      row: `{"id":"big","body":"${"x".repeat(512_000)}"}`,
      code: "oversize",
      message:
        "an item may have 409600 bytes, attribute names included; this one has 512009; oversize compresses attributes or puts them into S3",
    },
    {
      what: "a duplicate key",
      row: '{"id":"n1","title":"again"}',
      code: "duplicate-key",
      message: 'an earlier item has the key {"id":"n1"}; the first one is kept',
    },
    {
      what: "a number of 40 digits",
      row: '{"id":"n9","exact":1234567890123456789012345678901234567891}',
      code: "number-too-precise",
      message:
        "exact: a number may have 38 significant digits, 1234567890123456789012345678901234567891 has 40; store it as a string",
    },
    {
      what: "an index key of the wrong type",
      row: '{"id":"n9","rank":"first"}',
      code: "wrong-index-key-type",
      message:
        'rank, the partition key of RankIndex, must be a number (N), got S "first"; convert it in item, or omit it',
    },
    {
      what: "a row that is no object",
      row: '"just text"',
      code: "not-an-object",
      message: 'a row must be an object, got string "just text"',
    },
  ])("$what: that row is rejected and the others arrive", async ({ row, code, message }) => {
    await shop().file("notes.json", `[{"id":"n1"},${row},{"id":"n3","rank":3}]`);
    const run = await shop().command("run");
    expect(run.code).toBe(1);
    expect(run.error).toContain(`Rejected: 1 ${code}`);
    expect(await rejects()).toEqual([{ row: 2, code, message }]);
    expect(await shop().ids("notes")).toEqual(["n1", "n3"]);
    expect(await shop().ids("tags")).toEqual(["t1"]);
  });

  it("plan names the rejected rows and writes nothing", async () => {
    await shop().file("notes.json", '[{"id":"n1"},{"id":7}]');
    const { code, error } = await shop().command("plan");
    expect(code).toBe(1);
    expect(error).toContain(
      'note row 2: wrong-key-type: id, the partition key, must be a string (S), got N "7"; convert it in item',
    );
    expect(await shop().ids("notes")).toEqual([]);
  });
});
