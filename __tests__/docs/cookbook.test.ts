import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../migrations/items/item";
import { canonicalText } from "../../migrations/items/item-text";
import { findDynalite } from "../emulators/dynalite";
import type { RunningEmulator } from "../emulators/emulator";
import { describeWith } from "../emulators/real-part";
import { createScaffolded } from "../migrations/cli/scaffolded-tables";
import { Workspace } from "../migrations/cli/workspace";

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
  .filter(({ blocks }) => blocks.some(({ label }) => label === "tables.yaml"));

function blocksOf(section: string): Block[] {
  const found = section.matchAll(/(?:(?:Items of )?`([\w.-]+)`:\n\n)?```(\w+)\n([^]*?)\n```/g);
  return [...found].map(([, label = "", language = "", text = ""]) => ({ label, language, text }));
}

describeWith("docs/cookbook.md", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let shop: Workspace;
  beforeAll(async () => {
    emulator = await dynalite.start();
    shop = await Workspace.make(emulator.endpoint);
  });
  afterAll(async () => {
    await shop.remove();
    await emulator.stop();
  });

  it.each(recipes)("$title", async ({ title, blocks }) => {
    const folder = title.toLowerCase().replace(/[^a-z]+/g, "-");
    const isFile = ({ label }: Block): boolean => label.includes(".");
    for (const { label, text } of blocks.filter(isFile)) await shop.file(`${folder}/${label}`, `${text}\n`);
    const tables = await createScaffolded(shop, folder);
    for (const { label, language, text } of blocks.filter((block) => !isFile(block))) {
      if (language === "sh") await runAll(text, folder);
      else {
        const expected = (JSON.parse(text) as Item[]).map(canonicalText);
        expect((await tables.items(label)).map(canonicalText).toSorted()).toEqual(expected.toSorted());
      }
    }
  });

  async function runAll(commands: string, folder: string): Promise<void> {
    for (const line of commands.split("\n")) {
      const command = line.replace(/^npx dynamodb-migrate /, "");
      const { code, error } = await shop.command(command, { cwd: join(shop.folder, folder) });
      expect([line, code], error.join("\n")).toEqual([line, 0]);
    }
  }
});
