import { type Command, Option } from "commander";
import { addMetrics, type FollowOptions } from "../options/follow-options";
import { giveUpAfterMs } from "../options/give-up-option";
import { addTargetOptions, addTo } from "../options/migration-options";
import { addWriteRate } from "../options/write-options";
import type { Registration } from "./registration";

/** Registers `follow`, `follow status`, `follow reload` and `follow end`. */
export function addFollow({ program, context, done }: Registration): void {
  const command = program
    .command("follow")
    .description(
      "carry every change of a source that is being written to over to the tables, after run --follow has moved its rows; Ctrl-C stops it, and the same command resumes",
    );
  const withPosition = addPlace(command)
    .option("--run <run>", "the run to follow (default: the latest that was started with --follow)")
    .option(
      "--until <position>",
      "stop at this position of the source's log, or at `caught-up`: all changes that were committed before the command started (default: until Ctrl-C)",
    )
    .option(
      "--max-lag <time>",
      "warn while a change takes longer than this to arrive: 5s, 2m",
      giveUpAfterMs,
    );
  addMetrics(addWriteRate(withPosition))
    .addOption(
      new Option(
        "--on-error <policy>",
        "what to do about a row that cannot become an item: list it in follow-rejects.jsonl and continue, stop, or follow only the other entities; the last also if the table of an entity was changed",
      )
        .choices(["log", "stop", "suspend-entity"])
        .default("log"),
    )
    .action(async (file: string, options: FollowOptions) =>
      done(await (await import("../actions/follow.js")).follow(file, options, context)),
    );
  addPlace(
    command.command("status").description("show how far following has come, and what of the log is left"),
  ).action(async (file: string, _own: FollowOptions, called: Command) =>
    done(await (await import("../actions/follow-status.js")).followStatus(file, optionsOf(called), context)),
  );
  addPlace(
    command
      .command("reload")
      .description(
        "read all rows of entities again that follow --on-error suspend-entity has suspended, write and delete what differs, and let follow continue with them",
      ),
  )
    .option(
      "-e, --entity <name>",
      "only this entity; may be given several times (default: all suspended ones)",
      addTo,
    )
    .action(async (file: string, _own: FollowOptions, called: Command) =>
      done(
        await (await import("../actions/follow-reload.js")).followReload(file, optionsOf(called), context),
      ),
    );
  addPlace(
    command
      .command("end")
      .description("end following for good, and remove from the source what it needed: slot and publication"),
  ).action(async (file: string, _own: FollowOptions, called: Command) =>
    done(await (await import("../actions/follow-end.js")).followEnd(file, optionsOf(called), context)),
  );
}

/** commander gives an option that the command above also has to that one. */
function optionsOf(called: Command): FollowOptions {
  return called.optsWithGlobals();
}

function addPlace(command: Command): Command {
  return addTargetOptions(command.argument("[file]", "migration file", "migration.yaml"))
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
}
