import { afterEach, beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { type FaultProxy, type FaultProxySettings, startFaultProxy } from "../../emulators/fault-proxy";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const count = 150;
const notes = Array.from({ length: count }, (_, index) => ({ id: `n${index}`, title: `note ${index}` }));
const migration = (source: string): string => `
name: shop
source: { ${source} }
entities:
  note: { from: { file: notes.json }, to: notes }
`;
/** Those that a rollback changes items with; reads meet other faults too. */
const undoing = ["DeleteItem", "PutItem"];

describeWith("commands behind a gateway that responds for the service", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration("json: ."),
    "notes.json": JSON.stringify(notes),
  });
  let proxy: FaultProxy;
  const seed = 7;

  async function through(settings: Partial<FaultProxySettings>): Promise<void> {
    proxy = await startFaultProxy({ target: shop().endpoint, seed, ...settings });
  }
  const behind = (line: string) => shop().command(`${line} --endpoint ${proxy.endpoint}`);
  const operations = [
    ...["BatchWriteItem", "PutItem", "DeleteItem", "BatchGetItem", "Scan", "DescribeTable", "ListTables"],
  ];

  beforeEach(() => through({ rates: { foreign: 0.3 }, operations }));
  afterEach(() => proxy.close());

  it.each(["", " --on-conflict skip", " --on-conflict overwrite"])("run%s loses nothing", async (policy) => {
    const { code, error } = await behind(`run migration.yaml --batch-size 5${policy}`);
    expect([code, error.join("\n")]).toEqual([0, expect.stringContaining("150")]);
    expect(await shop().items("notes")).toHaveLength(count);
    expect(proxy.counts.foreign).toBeGreaterThan(0);
  });

  it("verify misses nothing, and says that all is there", async () => {
    await shop().command("run migration.yaml");
    const { code, error } = await behind("verify migration.yaml");
    expect(code, error.join("\n")).toBe(0);
    expect(proxy.counts.foreign).toBeGreaterThan(0);
  });

  it("backup misses nothing", async () => {
    await shop().command("run migration.yaml");
    const { code, error, out } = await behind("backup notes --to kept --format json --json");
    expect(code, error.join("\n")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tables: [{ items: count }] });
    expect(proxy.counts.foreign).toBeGreaterThan(0);
  });

  it("a table as the source misses nothing", async () => {
    await shop().makeOldTable(
      "old",
      notes.map(({ id }) => ({ id: { S: id } })),
    );
    const entities = "entities: { note: { from: { table: old }, to: notes } }";
    await shop().file(
      "table.yaml",
      `name: table\nsource: { dynamodb: "us-east-1@${proxy.endpoint}?segments=8" }\n${entities}\n`,
    );
    const { code, error } = await shop().command("run table.yaml");
    expect(code, error.join("\n")).toBe(0);
    expect(await shop().items("notes")).toHaveLength(count);
    expect(proxy.counts.foreign).toBeGreaterThan(0);
  });

  it("rollback undoes all of it, and calls nothing changed since by somebody else", async () => {
    const before = notes.slice(0, 40).map(({ id }) => ({ id: { S: id }, old: { BOOL: true } }));
    for (const one of before) await shop().put("notes", one);
    await behind("run migration.yaml --on-conflict overwrite");
    const { code, error } = await shop().command("rollback --yes");
    expect(code, error.join("\n")).toBe(0);
    expect(await shop().items("notes")).toEqual(before.toSorted((a, b) => a.id.S.localeCompare(b.id.S)));
  });

  it("rollback knows its own changes whose responses were lost", async () => {
    await proxy.close();
    await through({ rates: { cutAfter: 0.25, throttle: 0.1 }, operations: undoing });
    const before = notes.slice(0, 40).map(({ id }) => ({ id: { S: id }, old: { BOOL: true } }));
    for (const one of before) await shop().put("notes", one);
    await behind("run migration.yaml --on-conflict overwrite");
    const { code, error } = await shop().command("rollback --yes");
    expect(code, error.join("\n")).toBe(0);
    expect(proxy.counts.cutAfter).toBeGreaterThan(5);
    expect(await shop().items("notes")).toEqual(before.toSorted((a, b) => a.id.S.localeCompare(b.id.S)));
  });
});
