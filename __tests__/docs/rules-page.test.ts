import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../constructs";

/** After a change of the rules: `npx vitest run __tests__/docs/rules-page.test.ts --update`. */
const page = join(__dirname, "..", "..", "docs", "rules.md");

function written(): string {
  const lines = Object.entries(rules).map(([id, sentence]) => `- **${id}**: ${sentence}`);
  const why =
    "The constructs check these rules at synth, and report all violations at once. Without them, AWS or the provider would reject the setting only at apply, or accept and silently ignore it.";
  return ["# Rules", why, lines.join("\n")].join("\n\n") + "\n";
}

describe("docs/rules.md", () => {
  it("lists the rules as they are", async () => {
    await expect(written()).toMatchFileSnapshot(page);
  });
});
