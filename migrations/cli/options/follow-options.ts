import type { Command } from "commander";
import type { MigrationOptions } from "./migration-options";

/** Options of `follow` and of its subcommands. */
export interface FollowOptions extends MigrationOptions {
  /** The run whose rows were moved. @default the latest one that is followed */
  readonly run?: string;
  /** `caught-up`, or a position of the log. @default until it is asked to stop */
  readonly until?: string;
  /** Warn while changes take longer than this. Milliseconds. */
  readonly maxLag?: number;
  /** Write units per second of each table. */
  readonly rate?: number;
  readonly onError?: "log" | "stop" | "suspend-entity";
  /** Print metrics of a cutover on standard output. */
  readonly metrics?: boolean;
}

/** Adds `--metrics`. */
export function addMetrics(command: Command): Command {
  return command.option(
    "--metrics",
    "during a cutover, print the metric ForeignWrites every 10 seconds on standard output, in CloudWatch's embedded metric format",
  );
}
