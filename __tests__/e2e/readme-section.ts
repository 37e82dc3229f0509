import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./example-project";

/** The commands in the shell blocks of one section of an example's README, in their order. @param heading without `##` */
export function sectionCommands(example: string, heading: string): string[] {
  const readme = readFileSync(join(repository, "examples", example, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`the README of ${example} has no section "${heading}"`);
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
    block.split("\n").filter((line) => line !== ""),
  );
}

/** Those that call the runner, without `npx dynamodb-migrate`. */
export function runnerCommands(example: string, heading: string): string[] {
  const program = "npx dynamodb-migrate ";
  return sectionCommands(example, heading).flatMap((line) =>
    line.startsWith(program) ? [line.slice(program.length)] : [],
  );
}
