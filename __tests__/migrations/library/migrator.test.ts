import { expect, it } from "vitest";
import {
  listRuns,
  loadCel,
  loadDefinition,
  Migrator,
  type RowsFrom,
  type RowStream,
  readOutputs,
  type Source,
} from "../../../migrations";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { outputs, useWorkspace } from "../cli/workspace";
import { WrittenSource } from "../pipeline/follow/written-source";

const migration = `
name: shop
source: { json: . }
entities:
  user: { from: { file: users }, to: notes, item: { id: "\${row.id}", name: "\${row.name}" } }
`;

/** Rows in memory that are written to, as a source of a program's own. */
class OwnSource implements Source {
  readonly written = new WrittenSource();

  describe({ file = "" }: RowsFrom): string {
    return file;
  }

  version(): Promise<string> {
    return Promise.resolve("1");
  }

  rows(): RowStream {
    const rows = [...this.written.visible.values()].map((value, index) => ({ number: index + 1, value }));
    // oxlint-disable-next-line typescript/require-await
    const chunks = async function* () {
      if (rows.length > 0) yield { rows };
    };
    return { fractionRead: undefined, [Symbol.asyncIterator]: chunks };
  }

  lookup(): Promise<WrittenSource["lookup"]> {
    return Promise.resolve(this.written.lookup);
  }

  changeLog(): Promise<WrittenSource["changeLog"]> {
    return Promise.resolve(this.written.changeLog);
  }

  write(id: string, name: string | undefined): void {
    this.written.commit([{ id, row: name === undefined ? undefined : { id, name } }]);
    this.written.publish();
  }
}

describeWith("Migrator", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});

  async function migratorOf(source: Source): Promise<Migrator> {
    const compile = await loadCel();
    const definition = loadDefinition({ fileName: "migration.yaml", text: migration, env: {}, compile });
    const target = readOutputs("outputs.json", JSON.stringify(outputs));
    const { endpoint, folder } = shop();
    return new Migrator({
      definition,
      target,
      compile,
      source,
      endpoint,
      env: {},
      runFolder: `${folder}/runs`,
    });
  }
  const names = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await shop().items("notes")).map(({ id, name }) => [id?.S ?? "", name?.S ?? ""]));

  it("follows what is written to the source after a run with follow", async () => {
    const source = new OwnSource();
    source.write("a", "first");
    source.write("b", "first");
    const migrator = await migratorOf(source);
    expect(await migrator.run({ follow: true })).toMatchObject({ outcome: "finished" });
    source.write("a", "second");
    source.write("b", undefined);
    source.write("c", "first");
    const progress: number[] = [];
    const result = await migrator.follow({
      until: "caught-up",
      onProgress: ({ counts }) => progress.push(counts.written),
    });
    expect(result).toMatchObject({ outcome: "caught-up", rejected: 0, counts: { written: 2, deleted: 1 } });
    expect(progress.length).toBeGreaterThan(0);
    expect(await names()).toEqual({ a: "second", c: "first" });
    const [run] = await listRuns(`${shop().folder}/runs`);
    expect(await migrator.rollBack(run?.run ?? "")).toMatchObject({ complete: true });
    expect(await names()).toEqual({});
  });

  it("does not follow a run without follow", async () => {
    const source = new OwnSource();
    source.write("a", "first");
    const migrator = await migratorOf(source);
    await migrator.run();
    await expect(migrator.follow({ until: "caught-up" })).rejects.toMatchObject({ code: "not-followed" });
  });

  it("writes with sync what has changed, and deletes what is gone", async () => {
    const source = new OwnSource();
    for (const id of ["a", "b", "c"]) source.write(id, "first");
    const migrator = await migratorOf(source);
    await migrator.run();
    source.write("a", "second");
    source.write("b", undefined);
    expect(await migrator.sync({ dryRun: true, delete: true })).toMatchObject({
      tables: [{ changed: 1, vanished: 1, deleted: 0 }],
    });
    expect(await names()).toEqual({ a: "first", b: "first", c: "first" });
    expect(await migrator.sync({ delete: true, maxDeletes: { items: 1 } })).toMatchObject({
      tables: [{ changed: 1, vanished: 1, deleted: 1 }],
    });
    expect(await names()).toEqual({ a: "second", c: "first" });
  });
});
