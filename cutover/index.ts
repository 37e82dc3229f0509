export type { Clock } from "./clock";
export type {
  Control,
  ControlEvent,
  ControlEventKind,
  EntityControl,
  EntityReport,
  Freeze,
  Gates,
  ProcessReport,
  Unverified,
} from "./control/control";
export type { CutoverEvent, CutoverEventKind, OnEvent } from "./cutover-event";
export { type Cutover, cutover } from "./cutover";
export type { EntityStats } from "./entity-stats";
export { type EnvironmentNames, fromEnvironment } from "./from-environment";
export { lateWriteMilliseconds } from "./late-writes";
export { bucketOf, isSelected } from "./read-percentage";
export type { ReadOverride } from "./read-override";
export type { NativeQuery, NativeRead, NativeWrite, NewContext, RecordOf, Records } from "./records";
export type { CutoverSettings, EntitySettings, ShadowSettings } from "./settings";
export type { Counts, WindowCounts } from "./counters/entity-counters";
export { converge, type Converged, type Convergence } from "./converge";
export type { CutoverTableOptions } from "./control/cutover-table";
export { DynamoDbControl } from "./control/dynamodb-control";
export { FileControl } from "./control/file-control";
export {
  ControlUnreachableError,
  CutoverError,
  FrozenError,
  MappingError,
  RevisionConflictError,
  StaleControlError,
} from "./errors";
export { DynamoDbLedger } from "./ledger/dynamodb-ledger";
export { FileLedger } from "./ledger/file-ledger";
export type { Ledger, LedgerEntry } from "./ledger/ledger";
export { authorityIn, type Mode, type Phase, phasesOf, type Side } from "./phase";
export { keyText, type RecordKey } from "./record-key";
export { dynamoDbStore, type DynamoDbStoreOptions } from "./stores/dynamodb-store";
export { jsonFileStore, type JsonFileStore, type JsonFileStoreOptions } from "./stores/json-file-store";
export type { ItemKeyValue, ItemRange } from "./stores/item-range";
export {
  loadRecordMapping,
  type MigrationMapping,
  type RecordMappingOptions,
} from "./stores/migration-mapping";
export { type MysqlPool, mysqlStore, type MysqlStoreOptions } from "./stores/mysql-store";
export { type PostgresPool, postgresStore, type PostgresStoreOptions } from "./stores/postgres-store";
export type { SqliteHandle } from "./stores/sqlite-handle";
export { sqliteStore, type SqliteStoreOptions } from "./stores/sqlite-store";
export {
  type Applied,
  epochAttribute,
  type NewStore,
  type OldStore,
  type RecordMapping,
} from "./stores/store";
