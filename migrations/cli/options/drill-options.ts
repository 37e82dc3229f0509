import type { TableCommandOptions } from "./table-options";

/** Options of `drill`. Times are in milliseconds. */
export interface DrillOptions extends TableCommandOptions {
  readonly table?: string[];
  /** Replica regions. @default those of each table */
  readonly replica?: string[];
  readonly replicaEndpoint?: string;
  readonly lag: boolean;
  readonly compare: boolean;
  readonly restore: boolean;
  readonly samples: number;
  readonly interval: number;
  readonly lagTimeout: number;
  /** See `RestoreFrom`. */
  readonly restoreFrom?: string;
  readonly rpo?: number;
  readonly rto?: number;
  readonly restoreRpo?: number;
  readonly restoreRto?: number;
  /** Read units per second of each scan. */
  readonly rate?: number;
  /** Only removes what earlier drills have left. */
  readonly clean?: boolean;
}
