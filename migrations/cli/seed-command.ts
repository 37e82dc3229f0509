import { type Command, InvalidArgumentError } from "commander";
import type { SeedOptions } from "./actions/seed";
import type { ExitCode } from "./exit-code";
import { addTargetOptions, addTo, wholeNumber } from "./options/migration-options";
import type { Terminal } from "./terminal";
import { addWriteOptions } from "./options/write-options";

/** Adds the command that makes items up. */
export function addSeed(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command("seed")
    .description("made-up items that fit the tables' keys and indexes, the same for the same seed")
    .option("--items <number>", "of each table", wholeNumber, 100)
    .option("-t, --table <id>", "only this table; may be given several times (default: all)", addTo)
    .option("--seed <number>", "another one gives other items", seedOption, 1)
    .option("--size <bytes>", "of an item, on average", wholeNumber, 300)
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "where DynamoDB answers (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
  addWriteOptions(addTargetOptions(command)).action(async (options: SeedOptions) =>
    done(await (await import("./actions/seed.js")).seed(options, terminal)),
  );
}

function seedOption(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`expected a whole number, got "${text}"`);
}
