import { InvalidArgumentError } from "commander";
import type { SeedOptions } from "../actions/seed";
import { addTargetOptions, addTo, wholeNumber } from "../options/migration-options";
import { addWriteOptions } from "../options/write-options";
import type { Registration } from "./registration";

/** Registers `seed`. */
export function addSeed({ program, context, done }: Registration): void {
  const command = program
    .command("seed")
    .description(
      "write generated items that fit the tables' keys and indexes; the same seed gives the same items",
    )
    .option("--items <number>", "number of items per table", wholeNumber, 100)
    .option("-t, --table <id>", "only this table; may be given several times (default: all)", addTo)
    .option("--seed <number>", "number that the items are derived from", seedOption, 1)
    .option("--size <bytes>", "average size of an item", wholeNumber, 300)
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
  addWriteOptions(addTargetOptions(command)).action(async (options: SeedOptions) =>
    done(await (await import("../actions/seed.js")).seed(options, context)),
  );
}

function seedOption(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`expected a whole number, got "${text}"`);
}
