import { type Command, Option } from "commander";
import type { InitOptions } from "../actions/cutover-init";
import type { RepairOptions } from "../actions/cutover-repair";
import type { ShowOptions, WatchOptions } from "../actions/cutover-status";
import type { FlipCommandOptions, GatesOptions, PercentOptions } from "../actions/cutover-step";
import {
  addCutoverOptions,
  addFlipOptions,
  addStepOptions,
  addStores,
  type CutoverOptions,
  type CutoverStepOptions,
  timeMs,
  numberUpTo,
} from "../options/cutover-options";
import { addTo, wholeNumber } from "../options/migration-options";
import { examples, type Registration } from "./registration";

const exitCodes = `
A step that is refused changes nothing, prints the fix of each check that failed, and ends with exit code 1.`;

/** Registers `cutover` and its commands. */
export function addCutover(registration: Registration): void {
  const cutover = registration.program
    .command("cutover")
    .description(
      "move the live traffic of an application from its old store to the tables, step by step, and back",
    )
    .addHelpText("after", exitCodes)
    .addHelpText(
      "after",
      examples(
        "cutover status",
        "cutover advance --entity users --expect-processes 3",
        "cutover percent 10 --entity users",
      ),
    );
  addInit(cutover, registration);
  addStatus(cutover, registration);
  addAdvance(cutover, registration);
  addBack(cutover, registration);
  addPercent(cutover, registration);
  addFlip(cutover, registration);
  addGates(cutover, registration);
  addWatch(cutover, registration);
  addRepair(cutover, registration);
  addHistory(cutover, registration);
  addEnd(cutover, registration);
}

const step = () => import("../actions/cutover-step.js");
const status = () => import("../actions/cutover-status.js");

function withFile(command: Command): Command {
  return command.argument("[file]", "migration file", "migration.yaml");
}

function addInit(cutover: Command, { context, done }: Registration): void {
  addStepOptions(withFile(cutover.command("init")))
    .description(
      "add entities of the migration to the control, in phase old; changes nothing for the application",
    )
    .addOption(
      new Option(
        "--mode <mode>",
        "how writes of the application reach the tables: by follow, or by the application itself (default: follow for mysql, postgres and dynamodb, else dual)",
      ).choices(["follow", "dual"]),
    )
    .action(async (file: string, options: InitOptions) =>
      done(await (await import("../actions/cutover-init.js")).cutoverInit(file, options, context)),
    );
}

function addStatus(cutover: Command, { context, done, version }: Registration): void {
  addObserve(addCutoverOptions(cutover.command("status")))
    .description(
      "show phase, reads, writes, processes, ledger and gates of each entity, the next step and the way back",
    )
    .addOption(
      new Option(
        "--html <file>",
        "write it as one self-contained HTML page instead, with all figures and the history; - for standard output",
      ).conflicts("json"),
    )
    .action(async (options: ShowOptions) =>
      done(await (await status()).cutoverStatus(options, version, context)),
    );
}

function addObserve(command: Command): Command {
  return command.option(
    "--observe <time>",
    "how long to wait for a report of each process, which comes every 5s (default: 6.5s)",
    timeMs,
  );
}

function addAdvance(cutover: Command, { context, done }: Registration): void {
  addFlipOptions(addStores(addStepOptions(withFile(cutover.command("advance")))))
    .description(
      "enter the next phase, if everything holds that it needs; from shadow to new this is the flip",
    )
    .action(async (file: string, options: CutoverStepOptions) =>
      done(await (await step()).cutoverAdvance(file, options, context)),
    );
}

function addBack(cutover: Command, { context, done }: Registration): void {
  addFlipOptions(addStepOptions(withFile(cutover.command("back"))))
    .description("return to the phase before; from new to shadow this is the flip back to the old store")
    .option(
      "--accept-loss",
      "flip back although the ledger has entries: lists their keys, and gives up their last writes to the tables",
    )
    .action(async (file: string, options: CutoverStepOptions) =>
      done(await (await step()).cutoverBack(file, options, context)),
    );
}

function addPercent(cutover: Command, { context, done }: Registration): void {
  const keys = (what: string): string => `${what}; may be given several times`;
  addStores(
    addStepOptions(
      withFile(
        cutover
          .command("percent")
          .argument("[percent]", "share of the keys to read from the tables, 0 to 100", numberUpTo(100)),
      ),
    ),
  )
    .description(
      "in phase shadow, read this share of the keys from the tables; lowering it is safe at any time",
    )
    .option("--allow <key>", keys("always read this key from the tables"), addTo)
    .option("--deny <key>", keys("never read this key from the tables"), addTo)
    .option("--forget <key>", keys("remove this key from both lists"), addTo)
    .action(async (share: number | undefined, file: string, options: PercentOptions) =>
      done(await (await step()).cutoverPercent(share, file, options, context)),
    );
}

function addFlip(cutover: Command, { context, done }: Registration): void {
  addFlipOptions(addStores(addStepOptions(withFile(cutover.command("flip")))))
    .description(
      "change which store is written first: writes stop until every process reports none in flight, then continue under the new authority, or the old one if that takes too long",
    )
    .addOption(
      new Option("--to <side>", "the store to write first (default: the other one)").choices(["old", "new"]),
    )
    .option("--accept-loss", "back to old although the ledger has entries, whose last writes are given up")
    .option("--thaw", "only lift a freeze that was left by a flip whose command was killed")
    .action(async (file: string, options: FlipCommandOptions) =>
      done(await (await step()).cutoverFlip(file, options, context)),
    );
}

function addGates(cutover: Command, { context, done }: Registration): void {
  addStepOptions(cutover.command("gates"))
    .description("set the limits above which the read percentage is lowered, and how many reads are compared")
    .option("--max-error-rate <share>", "failed calls of the tables, 0 to 1", numberUpTo(1))
    .option("--max-latency-p99 <ms>", "99th percentile of the tables' latency", numberUpTo(Infinity))
    .option("--max-differences <number>", "differences in 10 seconds", numberUpTo(Infinity))
    .option("--max-ledger-age <seconds>", "age of the oldest ledger entry", numberUpTo(Infinity))
    .option(
      "--compare-sample <share>",
      "share of the reads that are compared in shadow, 0 to 1",
      numberUpTo(1),
    )
    .action(async (options: GatesOptions) => done(await (await step()).cutoverGates(options, context)));
}

function addWatch(cutover: Command, { context, done }: Registration): void {
  addObserve(addCutoverOptions(cutover.command("watch")))
    .description(
      "show the status again and again, with each change, until Ctrl-C; with --json, a document per line",
    )
    .option("--times <number>", "stop after this many looks (default: until Ctrl-C)", wholeNumber)
    .action(async (options: WatchOptions) => done(await (await status()).cutoverWatch(options, context)));
}

function addRepair(cutover: Command, { context, done }: Registration): void {
  addStores(addStepOptions(withFile(cutover.command("repair"))))
    .description(
      "make the stores equal for the records that the ledger marks, or with --all for every record",
    )
    .option("--all", "every record of the old store, one by one: the backfill of dual mode")
    .option(
      "--min-age <time>",
      "remove ledger entries that are older than this, and whose process has not reported for as long; no request of it can still arrive (default: 20m)",
      timeMs,
    )
    .option("--concurrency <records>", "records that are compared at the same time", wholeNumber, 8)
    .action(async (file: string, options: RepairOptions) =>
      done(await (await import("../actions/cutover-repair.js")).cutoverRepair(file, options, context)),
    );
}

function addHistory(cutover: Command, { context, done }: Registration): void {
  addCutoverOptions(cutover.command("history"))
    .description("list the changes of each entity's control, newest first")
    .action(async (options: CutoverOptions) => done(await (await status()).cutoverHistory(options, context)));
}

function addEnd(cutover: Command, { context, done }: Registration): void {
  addStepOptions(withFile(cutover.command("end")))
    .description(
      "end a cutover in phase new-only, or give it up in phase old: removes the attribute _e from the items, and the entity from the control",
    )
    .action(async (file: string, options: CutoverStepOptions) =>
      done(await (await import("../actions/cutover-end.js")).cutoverEnd(file, options, context)),
    );
}
