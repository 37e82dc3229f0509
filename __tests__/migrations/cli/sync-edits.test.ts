import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 300_000 });

const migration = `
name: shop
source: { json: . }
oversize: { compress: [text] }
entities:
  note:
    from: { file: notes.json }
    to: tags
    items:
      - forEach: \${row.words}
        item: { id: "n\${row.number}", name: "\${each}", amount: "\${row.amount}" }
  label: { from: { file: labels.json }, to: tags }
  big: { from: { file: bigs.json }, to: notes }
`;

interface Rows {
  readonly notes: readonly { number: number; words: readonly string[]; amount: number }[];
  readonly labels: readonly { id: string; name: string; color: string }[];
  readonly bigs: readonly { id: string; text: string }[];
}

const rows: fc.Arbitrary<Rows> = fc.record({
  notes: fc.uniqueArray(
    fc.record({
      number: fc.nat(6),
      words: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
      amount: fc.nat(3),
    }),
    { selector: ({ number }) => number, maxLength: 6 },
  ),
  labels: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom("l1", "l2"),
      name: fc.constantFrom("x", "y"),
      color: fc.constantFrom("red", "blue"),
    }),
    { selector: ({ id, name }) => `${id} ${name}`, maxLength: 4 },
  ),
  bigs: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom("b1", "b2"),
      text: fc.constantFrom("x".repeat(500_000), "y".repeat(500_000)),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 2 },
  ),
});

/** The items that the rows become, written by hand: their ids and a text each. */
function itemsOf({ notes, labels, bigs }: Rows): Record<string, string> {
  return Object.fromEntries([
    ...notes.flatMap(({ number, words, amount }) =>
      words.map((word): [string, string] => [`n${number} ${word}`, `${amount}`]),
    ),
    ...labels.map(({ id, name, color }): [string, string] => [`${id} ${name}`, color]),
    ...bigs.map(({ id }): [string, string] => [id, "compressed"]),
  ]);
}

describeWith("sync", findDynamoDbLocal, (local) => {
  const shop = useWorkspace(local, { "migration.yaml": migration });

  const write = async ({ notes, labels, bigs }: Rows): Promise<void> => {
    await shop().file("notes.json", JSON.stringify(notes));
    await shop().file("labels.json", JSON.stringify(labels));
    await shop().file("bigs.json", JSON.stringify(bigs));
  };
  const stored = async (): Promise<Record<string, string>> => {
    const tags = await shop().items("tags");
    const found = tags.map(({ id, name, amount, color }) => [
      `${id?.S} ${name?.S}`,
      amount?.N ?? amount?.S ?? color?.S ?? "",
    ]);
    const bigs = (await shop().items("notes")).map(({ id, text }) => [
      id?.S,
      text?.B ? "compressed" : "plain",
    ]);
    return Object.fromEntries([...found, ...bigs]) as Record<string, string>;
  };
  const command = async (line: string): Promise<void> => {
    const { code, error } = await shop().command(line);
    expect(code, error.join("\n")).toBe(0);
  };

  it("makes the tables what the source is, after any edits, and a rollback undoes the last sync", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(rows, { minLength: 2, maxLength: 4 }), async (first, edits) => {
        await shop().clear();
        await write(first);
        await command("run");
        let before = itemsOf(first);
        for (const edited of edits) {
          before = await stored();
          await write(edited);
          await command("sync --delete --max-deletes 100%");
          expect(await stored()).toEqual(itemsOf(edited));
        }
        await command("rollback --yes");
        expect(await stored()).toEqual(before);
      }),
      { numRuns: 12 },
    );
  });

  it("resumes after kill -9 while it writes, and a rollback undoes all of it", async () => {
    const labelsOf = (color: string, count: number): Rows["labels"] =>
      Array.from({ length: count }, (_, index) => ({ id: `l${index}`, name: "x", color }));
    const before = { notes: [], bigs: [], labels: labelsOf("red", 2000) };
    await write(before);
    await command("run");
    const after = { notes: [], bigs: [], labels: labelsOf("blue", 1500) };
    await write(after);
    const [program, ...parameters] = runner(
      ...["sync", "--delete", "--max-deletes", "50%", "--endpoint", shop().endpoint, "--rate", "300"],
    );
    const child = spawn(program, parameters, { cwd: shop().folder, stdio: "ignore" });
    const exit = new Promise((resolve) => child.on("exit", resolve));
    const runs = join(shop().folder, ".dynamodb-migrate");
    const journaled = async (): Promise<number> => {
      const name = (await readdir(runs)).find((one) => one.startsWith("shop-sync-")) ?? "";
      const text = await readFile(join(runs, name, "journal.jsonl"), "utf8").catch(() => "");
      return text.split("\n").length;
    };
    await expect.poll(journaled, { timeout: 120_000, interval: 20 }).toBeGreaterThan(300);
    child.kill("SIGKILL");
    await exit;

    const { code, error } = await shop().command("sync --delete --max-deletes 50%");
    expect(error[0]).toMatch(/^Resuming sync shop-sync-\d{8}-\d{6} /);
    expect(code).toBe(0);
    expect(await stored()).toEqual(itemsOf(after));
    await command("rollback --yes");
    expect(await stored()).toEqual(itemsOf(before));
  });

  it("resumes after kill -9 while it deletes, counts what was deleted before, and a rollback undoes all of it", async () => {
    const labelsOf = (count: number): Rows["labels"] =>
      Array.from({ length: count }, (_, index) => ({ id: `l${index}`, name: "x", color: "red" }));
    const before = { notes: [], bigs: [], labels: labelsOf(600) };
    await write(before);
    await command("run");
    const after = { notes: [], bigs: [], labels: labelsOf(200) };
    await write(after);
    const [program, ...parameters] = runner(
      ...["sync", "--delete", "--max-deletes", "100%", "--endpoint", shop().endpoint, "--rate", "100"],
    );
    const child = spawn(program, parameters, { cwd: shop().folder, stdio: "ignore" });
    const exit = new Promise((resolve) => child.on("exit", resolve));
    const left = async (): Promise<number> => (await shop().items("tags")).length;
    await expect.poll(left, { timeout: 120_000, interval: 20 }).toBeLessThan(560);
    child.kill("SIGKILL");
    await exit;
    expect(await left()).toBeGreaterThan(200);

    const { code, out, error } = await shop().command("sync --delete --max-deletes 100% --json");
    expect(error[0]).toMatch(/^Resuming sync shop-sync-\d{8}-\d{6} /);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: { written: 0, deleted: 400 } });
    expect(await stored()).toEqual(itemsOf(after));
    await command("rollback --yes");
    expect(await stored()).toEqual(itemsOf(before));
  });
});
