import { describe, expect, it } from "vitest";
import { type Block, blocks, pages } from "../../docs/doc-page";
import { synthesizedBy } from "../../docs/example-run";

const examples = pages("docs").flatMap((page) =>
  blocks(page, "ts").filter(
    ({ code }) => code.includes('from "cdktf-dynamodb/cdktn"') && code.includes("app.synth()"),
  ),
);

/** The sources, which are written for CDK Terrain here, stand for the entry point of CDK Terrain. */
const asRun = ({ code, ...block }: Block): Block => ({
  ...block,
  code: code.replaceAll('"cdktf-dynamodb/cdktn"', '"cdktf-dynamodb"'),
});

describe("the examples of the docs for CDK Terrain", () => {
  it("are found", () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });

  it.each(examples)("$place synthesizes", (example) => {
    expect(Object.keys(synthesizedBy(asRun(example)))).toHaveLength(1);
  });
});
