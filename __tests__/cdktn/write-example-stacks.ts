import { writeFileSync } from "node:fs";
import { exampleStacks } from "./example-stacks";

// tsx __tests__/cdktn/write-example-stacks.ts FILE [VERSION]: the stacks of the examples, as JSON.
const [file, version] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: write-example-stacks.ts FILE [VERSION]");
writeFileSync(file, JSON.stringify(exampleStacks(version)));
