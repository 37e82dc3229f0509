import type { DrillOptions } from "../options/drill-options";
import { durationMs } from "../options/duration-option";
import { addTo, wholeNumber } from "../options/migration-options";
import { addReadOptions } from "../options/read-options";
import { addTableCommandOptions, addTableOption } from "../options/table-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "drill --rpo 1s --rto 1m",
  "drill posts --no-restore --samples 50",
  "drill --table forum-posts --region us-east-1 --replica us-west-2 --restore-from backup",
  "drill --clean",
);

/** Registers `drill`. */
export function addDrill({ program, context, version, done }: Registration): void {
  const command = program
    .command("drill")
    .description(
      "rehearse a disaster: measure the replication lag with heartbeat items, compare replicas with the primary region, and restore the newest backup to a scratch table; removes all of it",
    )
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addReadOptions(addTableCommandOptions(addTableOption(command)))
    .option(
      "--replica <region>",
      "a replica region; may be given several times (default: the table's)",
      addTo,
    )
    .option(
      "--replica-endpoint <url>",
      "endpoint that stands for the replica regions (default: AWS_ENDPOINT_URL_DYNAMODB, then AWS)",
    )
    .option("--no-lag", "do not write heartbeats")
    .option("--no-compare", "do not compare replicas; this scans the table in both regions")
    .option("--no-restore", "do not restore a backup; DynamoDB charges a restore by size")
    .option("--samples <number>", "heartbeats for each table", wholeNumber, 10)
    .option("--interval <time>", "time from one heartbeat to the next", durationMs, 200)
    .option(
      "--lag-timeout <time>",
      "time after which a heartbeat counts as not replicated",
      durationMs,
      60_000,
    )
    .option(
      "--restore-from <source>",
      "recovery (point-in-time recovery), backup (the newest on-demand backup), or a backup's ARN (default: the newest of both)",
    )
    .option("--rpo <time>", "target: maximum replication lag, such as 1s", durationMs)
    .option(
      "--rto <time>",
      "target: maximum time until a replica region accepts and returns a write",
      durationMs,
    )
    .option(
      "--restore-rpo <time>",
      "target: maximum age of the newest state that can be restored",
      durationMs,
    )
    .option("--restore-rto <time>", "target: maximum time of a restore", durationMs)
    .option("--clean", "only remove what earlier drills have left after a kill")
    .addHelpText("after", help)
    .action(async (ids: string[], options: DrillOptions) =>
      done(await (await import("../actions/drill.js")).drill(ids, options, version, context)),
    );
}
