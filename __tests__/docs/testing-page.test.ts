import * as provider from "@cdktf/provider-aws/lib/provider";
import * as cdktf from "cdktf";
import * as vitest from "vitest";
import * as constructs from "../../constructs";
import * as stacks from "../../stacks";
import { blocks, readPage } from "./doc-page";
import { compiled, compilerErrors } from "./example-compiler";

const modules = new Map<string, unknown>([
  ["@cdktf/provider-aws/lib/provider", provider],
  ["cdktf", cdktf],
  ["cdktf-dynamodb", constructs],
  ["cdktf-dynamodb/stacks", stacks],
  ["vitest", vitest],
]);
const examples = blocks(readPage("docs/testing.md"), "ts");

vitest.it("the page about testing has a program that compiles", () => {
  vitest.expect(examples).toHaveLength(1);
  vitest.expect(compilerErrors(examples)).toEqual([]);
});

/** The tests of the page, as tests of this file. */
for (const example of examples) {
  // oxlint-disable-next-line typescript/no-implied-eval -- runs the program of the page
  const run = new Function("require", "exports", compiled(example)) as (...parameters: unknown[]) => void;
  run((name: string) => modules.get(name), {});
}
