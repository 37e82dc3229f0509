import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { awsProviderVersion } from "../emulators/terraform";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import { countedInAws } from "./life-counts";
import { countsAfter, lifeSteps, patched, type StepBlock } from "./life-page";

const terraformCommand = /^terraform -chdir=cdktf\.out\/stacks\/(\S+) (\w+)$/;

/** The tables.yaml of the page, which each step changes. */
class LifeProject extends ExampleProject {
  private tables = "";

  change({ language, lines }: StepBlock, endpoint: string): void {
    this.tables = language === "yaml" ? `${lines.join("\n")}\n` : patched(this.tables, lines);
    const provider = stringify({ provider: { version: awsProviderVersion, endpoint } });
    writeFileSync(this.path("tables.yaml"), this.tables + provider);
  }
}

describeWithAws("the life of a table, as on its page", (parts) => {
  let aws: EmulatedAws<LifeProject>;
  let printed: string;
  const stacks = new Set<string>();

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new LifeProject("forum", environment));
  });

  afterAll(() => aws.close());

  /** Runs the program the first time, and uses a kept process afterwards. */
  async function synth(): Promise<void> {
    if (stacks.size > 0) return aws.synth();
    const { code, text } = await aws.project.synth();
    expect(code, text).toBe(0);
  }

  /** A command of the page. The plans of the page are refused. */
  async function run(line: string): Promise<void> {
    if (line === "npx tsx main.ts") return synth();
    const [, stack = "", command = ""] = terraformCommand.exec(line) ?? [];
    const answers = command === "apply" || command === "destroy" ? ["-auto-approve"] : [];
    const result = await aws.run(stack, command, ...answers);
    expect(result.code, `${line}\n${result.text}`).toBe(command === "plan" ? 1 : 0);
    if (command === "destroy") stacks.delete(stack);
    else stacks.add(stack);
    printed += plainText(result.text);
  }

  async function take({ language, lines }: StepBlock): Promise<void> {
    if (language === "yaml" || language === "diff")
      aws.project.change({ language, lines }, aws.proxy.endpoint);
    if (language === "text") for (const line of lines) expect(printed).toContain(plainText(line));
    if (language !== "sh") return;
    printed = "";
    for (const line of lines) await run(line);
  }

  it.each(lifeSteps())("$title", async (step) => {
    for (const block of step.blocks) await take(block);
    for (const stack of stacks) expect(await aws.unchanged(stack)).toContain("No changes.");
    expect(await countedInAws(aws.proxy.endpoint)).toEqual(countsAfter(step.title.split(".")[0] ?? ""));
    expect([...aws.proxy.missing]).toEqual([]);
  });
});

/** Text that is printed in boxes and wrapped, in one line. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\s│╷╵]+/g, " ");
}
