import { InvalidArgumentError } from "commander";
import type { WorkOptions } from "../actions/work";
import type { Registration } from "./registration";

/** Registers `work`. */
export function addWork({ program, context, done }: Registration): void {
  program
    .command("work")
    .description(
      "be one more worker of a run that was started with run --workers: move shards until none is left; run starts its workers itself",
    )
    .argument("<run>", "the run's folder, such as .dynamodb-migrate/shop-20261124-090000")
    .option(
      "--index <number>",
      "which of the workers it is, from 0: where it looks for shards first",
      index,
      0,
    )
    .action(async (location: string, options: WorkOptions) =>
      done(await (await import("../actions/work.js")).work(location, options, context)),
    );
}

/** Registers `stop`. */
export function addStop({ program, context, done }: Registration): void {
  program
    .command("stop")
    .description("stop the workers of a run that was started with run --workers; it can be resumed")
    .argument("<run>", "the run's folder")
    .action(async (location: string) =>
      done(await (await import("../actions/stop.js")).stop(location, context)),
    );
}

function index(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError(`expected a whole number of at least 0, got "${text}"`);
}
