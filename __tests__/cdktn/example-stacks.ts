import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writtenStacks } from "../stacks/written-stacks";

/** Each example in each of its environments. */
const examples = ["algoitny", "crawl4ai", "forum", "nexuslink", "snapinfra"].flatMap((example) =>
  ["dev", "prod"].map((environment) => ({ example, environment })),
);

/** The Terraform of all examples, by environment and stack. @param pinned the version of the provider */
export function exampleStacks(pinned?: string): Record<string, string> {
  const written = examples.map(({ example, environment }) => {
    const path = join(__dirname, "..", "..", "examples", example, "tables.yaml");
    return writtenStacks(withVersion(readFileSync(path, "utf8"), pinned), { environment });
  });
  return Object.assign({}, ...written) as Record<string, string>;
}

function withVersion(tables: string, version: string | undefined): string {
  if (version === undefined) return tables;
  if (/^provider:/m.test(tables)) throw new Error("the file has a provider of its own");
  return `${tables}\nprovider: { version: ${version} }\n`;
}
