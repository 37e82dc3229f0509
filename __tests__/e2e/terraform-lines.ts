import { stripVTControlCharacters } from "node:util";

const telling =
  /Plan:|No changes|Apply complete|Destroy complete|(?:Creation|Modifications|Destruction) complete|will be |Error:|->/;

/** The lines of Terraform's output that tell what was done or would be. */
export function tellingLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => telling.test(line) && !line.endsWith("-> null"));
}
