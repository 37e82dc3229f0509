import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Item } from "../../migrations/items/item";
import { canonicalText } from "../../migrations/items/item-text";
import { findDynalite } from "../emulators/dynalite";
import type { RunningEmulator } from "../emulators/emulator";
import { ObjectServer } from "../emulators/object-server";
import { describeWith } from "../emulators/real-part";
import { createScaffolded, type ScaffoldedTables } from "../migrations/cli/scaffolded-tables";
import { Workspace } from "../migrations/cli/workspace";
import { makeSqlite } from "../migrations/sources/sql/sqlite/sqlite-file";

/** A block of a recipe, with the name that stands before it. */
interface Block {
  readonly label: string;
  readonly language: string;
  readonly text: string;
}

const page = readFileSync("docs/cookbook.md", "utf8");
const recipes = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ title: section.split("\n")[0] ?? "", blocks: blocksOf(section) }))
  .filter(({ blocks }) => blocks.some(({ label }) => /\.(yaml|json|sql)$/.test(label)));

function blocksOf(section: string): Block[] {
  const found = section.matchAll(
    /(?:(?:Items of )?`([\w.-]+)`(?: \(`…` is any value\))?:\n\n)?```(\w+)\n([^]*?)\n```/g,
  );
  return [...found].map(([, label = "", language = "", text = ""]) => ({ label, language, text }));
}

describeWith("docs/cookbook.md", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let objects: ObjectServer;
  let shop: Workspace;
  beforeAll(async () => {
    emulator = await dynalite.start();
    objects = await ObjectServer.start();
    shop = await Workspace.make(emulator.endpoint);
    // The SDK reads the environment of the process.
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await shop.remove();
    await objects.stop();
    await emulator.stop();
  });

  const environment = (): Record<string, string> => ({
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: emulator.endpoint, AWS_ENDPOINT_URL_S3: objects.endpoint },
  });

  it("has the recipes", () => {
    expect(recipes.length).toBe(15);
  });

  it.each(recipes)("$title", async ({ title, blocks }) => {
    const folder = title.toLowerCase().replace(/[^a-z]+/g, "-");
    let tables: ScaffoldedTables | undefined;
    for (const block of blocks) {
      if (block.label.includes(".")) await write(block, folder);
      else if (block.language === "sh") tables = await runAll(block.text, folder, tables);
      else expectItems((await tables?.items(block.label)) ?? [], block.text);
    }
  });

  async function write({ label, text }: Block, folder: string): Promise<void> {
    await shop.file(`${folder}/${label}`, `${text}\n`);
    if (label.endsWith(".sql"))
      makeSqlite(join(shop.folder, folder, label.replace(/sql$/, "db")), ...text.split("\n"));
  }

  /** @returns the tables of the recipe's tables.yaml, which init may have written */
  async function runAll(
    commands: string,
    folder: string,
    existing: ScaffoldedTables | undefined,
  ): Promise<ScaffoldedTables | undefined> {
    let tables = existing;
    const env = environment();
    for (const line of commands.split("\n")) {
      const command = line.replace(/^npx dynamodb-migrate /, "");
      if (!command.startsWith("init ")) tables ??= await createScaffolded(shop, folder);
      const { code, error } = await shop.command(command, { cwd: join(shop.folder, folder), env });
      expect([line, code], error.join("\n")).toEqual([line, 0]);
    }
    return tables;
  }
});

/** Compares items with those of the page, in any order; `…` stands for any value. */
function expectItems(items: readonly Item[], text: string): void {
  const expected = JSON.parse(text.replaceAll('{ "B": "…" }', '{ "S": "…" }')) as Item[];
  const patterns = expected.map((item) => escaped(canonicalText(item)).replaceAll("…", '[^"]+'));
  expect(items.map(withoutBinaries).map(canonicalText).toSorted()).toEqual(
    patterns.toSorted().map((pattern) => expect.stringMatching(`^${pattern}$`) as string),
  );
}

/** Binaries as base64. */
function withoutBinaries(item: Item): Item {
  const plain = Object.entries(item).map(([name, value]) =>
    value.B ? [name, { S: Buffer.from(value.B).toString("base64") }] : [name, value],
  );
  return Object.fromEntries(plain) as Item;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
