export type { Definition, Entity } from "./definition/definition";
export {
  defineMigration,
  type EntityDefinition,
  type MappedItems,
  type MigrationDefinition,
  type PartDefinition,
  type RowFunction,
} from "./definition/define-migration";
export {
  loadDefinition,
  loadDefinitionModule,
  type LoadModuleSettings,
  type LoadSettings,
} from "./definition/load-definition";
export { preflight } from "./definition/preflight";
export type { RunnerErrorCode, UnreachableErrorCode, UsageErrorCode } from "./error-codes";
export { InterruptedError, RunnerError, type RunnerErrorKind, UnreachableError, UsageError } from "./errors";
export type { Comparison } from "./files/comparison";
export type { ColumnType } from "./items/column-type";
export type { Item } from "./items/item";
export type { Rejection, RejectionCode } from "./items/rejection";
export { Decimal, type Row, type RowValue } from "./items/row";
export {
  type KeyAttribute,
  keyAttributes,
  type Target,
  type TargetIndex,
  type TargetTable,
} from "./items/target-table";
export {
  type FollowChangesOptions,
  Migrator,
  type MigratorSettings,
  type MoveOptions,
  type SyncChangesOptions,
} from "./library/migrator";
export { type Compile, loadCel } from "./mapping/expression";
export type { MappingContext } from "./mapping/mapping-input";
export type { Tally } from "./pipeline/read/tally";
export type { ConflictPolicy } from "./pipeline/run/entity-run";
export type { FollowProgress, FollowResult } from "./pipeline/follow/follow-progress";
export type { MaxDeletes } from "./pipeline/sync/max-deletes";
export type { SyncResult, TableSync } from "./pipeline/sync/sync-result";
export type { RollbackResult } from "./pipeline/rollback/rollback";
export { type EntityResult, type RunResult, totalOf } from "./pipeline/run/run-result";
export type { Difference } from "./pipeline/verify/difference";
export type { TableVerification } from "./pipeline/verify/verify";
export type {
  Checkpoint,
  CheckpointState,
  EntityCheckpoint,
  RejectLine,
  SettledTally,
} from "./run-store/checkpoint";
export type { JournalMark } from "./run-store/journal/journal-mark";
export { listRuns } from "./run-store/folder/run-list";
export { CsvSource } from "./sources/csv/csv-source";
export { JsonSource } from "./sources/json/json-source";
export { JsonlSource } from "./sources/json/jsonl-source";
export type {
  Position,
  Reading,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourceRow,
} from "./sources/source";
export { SqliteSource } from "./sources/sql/sqlite/sqlite-source";
export { readOutputs } from "./targets/read-outputs";
