import type { Observer } from "../../pipeline/read/observer";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { RunFolder } from "../../run-store/folder/run-folder";
import type { MigrationOptions } from "../options/migration-options";
import type { Connection } from "./dynamodb";
import type { WriterOptions } from "./make-writer";
import type { Migration } from "./open-migration";
import type { Preparation } from "./prepare-tables";
import type { RunLocation } from "./run-location";

/** The options of `run` that matter to a run with several workers. */
export interface WorkersOptions extends MigrationOptions, WriterOptions {
  /** Processes that move the rows. @default one, which is no worker */
  readonly workers?: number;
  /** Whether a table of a database server is read in ranges, at different moments. */
  readonly splitTables?: boolean;
  /** Where machines share the state of the run. @default its folder on this machine */
  readonly location?: string;
  /** Where the workers run. @default on this machine */
  readonly on?: "batch";
  /** Whether to leave the run to its workers once they are submitted. */
  readonly detach?: boolean;
  readonly dryRun?: boolean;
  /** Whether to keep what is needed to roll the run back. */
  readonly journal: boolean;
}

/** A run that workers move. */
export interface WorkersOrder {
  readonly store: RunFolder;
  readonly location: RunLocation;
  readonly migration: Migration;
  readonly options: WorkersOptions;
  readonly connection: Connection;
  readonly preparation: Preparation;
  /** What was asked, for the checkpoint. */
  readonly asked: Checkpoint["options"];
  readonly number: number | undefined;
  /** State of the source that all shards are read from; see `HeldState`. @default each as it is when it is read */
  readonly state?: string | undefined;
  readonly observer: Observer;
}
