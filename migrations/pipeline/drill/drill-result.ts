import type { CopyComparison } from "./compare-copies";
import type { ReplicaLag } from "./measure-lag";

/** Why a check of a drill could not be completed. */
export interface DrillFailure {
  readonly check: "lag" | "replica" | "restore" | "cleanup";
  readonly code: string;
  readonly message: string;
}

/** A restored copy of a table. */
export interface RestoreTest {
  /** `recovery`: to the latest time of the point-in-time recovery; `backup`: an on-demand backup. */
  readonly kind: "recovery" | "backup";
  /** The restored time (ISO 8601), or the backup's ARN. */
  readonly source: string;
  /** Seconds from the restored state to the start of the restore: what would be lost. */
  readonly ageSeconds: number;
  /** Seconds from the request until the restored table could be used. */
  readonly restoreSeconds: number;
  /** The restored table's name; it is deleted after the comparison. */
  readonly scratchTable: string;
  /** How its key or indexes differ from the table's; empty if they do not. */
  readonly structure: readonly string[];
  /** Absent if the structure differs in the key. */
  readonly compared?: CopyComparison;
}

/** A replica region as a drill found it. */
export interface ReplicaDrill {
  readonly region: string;
  /** Absent with --no-lag, or if it could not be measured. */
  readonly lag?: Omit<ReplicaLag, "region">;
  /** Absent with --no-compare, or if the tables could not be compared. */
  readonly compared?: CopyComparison;
}

/** A table as a drill found it. */
export interface TableDrill {
  /** The table's name in AWS. */
  readonly table: string;
  readonly region: string;
  readonly replicas: readonly ReplicaDrill[];
  readonly restore?: RestoreTest;
  readonly failures: readonly DrillFailure[];
}

/** What a table has to reach, in seconds; absent targets are not judged. */
export interface DrillTargets {
  /** Maximum replication lag. */
  readonly rpo?: number | undefined;
  /** Maximum time until a replica region accepts and returns a write. */
  readonly rto?: number | undefined;
  /** Maximum age of what can be restored. */
  readonly restoreRpo?: number | undefined;
  /** Maximum time of a restore. */
  readonly restoreRto?: number | undefined;
}

/** A target as it was measured. */
export interface MeasuredTarget {
  readonly table: string;
  readonly target: keyof DrillTargets;
  readonly targetSeconds: number;
  /** Absent if it was not measured. */
  readonly measuredSeconds?: number;
  readonly isMet: boolean;
}

/** How a drill came out. */
export interface DrillResult {
  readonly drill: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly tables: readonly TableDrill[];
  readonly targets: readonly MeasuredTarget[];
  /** What could not be removed, and is removed by the next drill. */
  readonly leftovers: readonly string[];
  /** Whether all targets are met, all replicas are identical and no check failed. */
  readonly passed: boolean;
}

/** Compares what was measured with the targets. A target of which nothing was measured is not met. */
export function measuredTargets(tables: readonly TableDrill[], targets: DrillTargets): MeasuredTarget[] {
  const wanted = Object.entries(targets) as [keyof DrillTargets, number | undefined][];
  return tables.flatMap((table) =>
    wanted.flatMap(([target, targetSeconds]): MeasuredTarget[] => {
      if (targetSeconds === undefined) return [];
      const measuredSeconds = measured(table, target);
      const isMet = measuredSeconds !== undefined && measuredSeconds <= targetSeconds;
      const seconds = measuredSeconds === undefined ? {} : { measuredSeconds };
      return [{ table: table.table, target, targetSeconds, ...seconds, isMet }];
    }),
  );
}

/** Seconds; `undefined` if nothing was measured, `Infinity` never: an unreplicated heartbeat leaves nothing measured. */
function measured({ replicas, restore }: TableDrill, target: keyof DrillTargets): number | undefined {
  if (target === "restoreRpo") return restore?.ageSeconds;
  if (target === "restoreRto") return restore?.restoreSeconds;
  const lags = replicas.flatMap(({ lag }) => lag ?? []);
  if (lags.length === 0 || lags.length < replicas.length) return undefined;
  if (lags.some(({ unreplicated }) => unreplicated > 0)) return undefined;
  const ms = target === "rpo" ? lags.flatMap(({ lagMs }) => lagMs) : lags.map(({ writeMs }) => writeMs);
  return ms.length === 0 ? undefined : Math.max(...ms) / 1000;
}

/** Whether a table passed all checks that were made. */
export function hasPassed({ replicas, restore, failures }: TableDrill): boolean {
  const areSame = replicas.every(({ compared, lag }) => isSame(compared) && (lag?.unreplicated ?? 0) === 0);
  return failures.length === 0 && areSame && (restore?.structure.length ?? 0) === 0 && !isEmptied(restore);
}

function isSame(compared: CopyComparison | undefined): boolean {
  return !compared || compared.missing + compared.extra + compared.changed === 0;
}

/** A restore of nothing, of a table that has items, is none. */
function isEmptied(restore: RestoreTest | undefined): boolean {
  const compared = restore?.compared;
  return compared !== undefined && compared.originalItems > 0 && compared.copyItems === 0;
}
