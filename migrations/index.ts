export { ReadRate, type ReadRateSettings } from "./dynamodb/rate/read-rate";
export type { Checkpoint, EntityCheckpoint, RejectLine, RunStore } from "./run-store/checkpoint";
export { MemoryStore } from "./run-store/memory-store";
export { RunFolder } from "./run-store/folder/run-folder";
export { listRuns } from "./run-store/folder/run-list";
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
export { InterruptedError, RunnerError, UnreachableError, UsageError } from "./errors";
export type { ConflictPolicy } from "./pipeline/run/entity-run";
export type { ReaderSettings } from "./pipeline/read/entity-reader";
export type { Observer } from "./pipeline/read/observer";
export type { ObjectStore } from "./objects/object-store";
export { S3Objects, type S3Place } from "./objects/s3-objects";
export { type EntityPlan, planMigration, type PlanSettings } from "./pipeline/plan/plan";
export { runMigration, type RunSettings } from "./pipeline/run/run";
export { type EntityResult, type RunResult, totalOf } from "./pipeline/run/run-result";
export type { Tally } from "./pipeline/read/tally";
export { type TableVerification, verifyMigration, type VerifySettings } from "./pipeline/verify/verify";
export type { ColumnType } from "./items/column-type";
export { CsvSource } from "./sources/csv/csv-source";
export {
  AddressError,
  type AddressForm,
  DatabaseAddress,
  type TlsParameters,
  type TlsSettings,
} from "./sources/sql/database-address";
export { DynamoDbExportSource } from "./table-files/export/dynamodb-export-source";
export { DynamoDbSource, type ScanSettings } from "./sources/dynamodb/dynamodb-source";
export { JsonSource } from "./sources/json/json-source";
export { JsonlSource } from "./sources/json/jsonl-source";
export { type MysqlDriver, mysqlForm } from "./sources/sql/mysql/mysql-connection";
export { MysqlSource } from "./sources/sql/mysql/mysql-source";
export { type PostgresDriver, postgresForm } from "./sources/sql/postgres/postgres-connection";
export { PostgresSource } from "./sources/sql/postgres/postgres-source";
export type { ParseArray } from "./sources/sql/postgres/postgres-value";
export type {
  Position,
  Reading,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourceRow,
} from "./sources/source";
export type { Comparison } from "./files/comparison";
export { SqliteSource } from "./sources/sql/sqlite/sqlite-source";
export { type Access, accessOf } from "./dynamodb/client/endpoint";
export type { Caller } from "./dynamodb/client/caller";
export { DynamoDbService, type ServiceSettings } from "./dynamodb/client/dynamodb-service";
export { ServiceError, type ServiceErrorKind } from "./dynamodb/client/service-error";
export { RetryingClient } from "./dynamodb/client/retrying-client";
export { retrying, type Retrying } from "./dynamodb/client/retrying-sdk-client";
export { RetryPolicy, type RetrySettings, type Waiting } from "./dynamodb/client/retry-policy";
export type { ServiceResponse } from "./dynamodb/client/service-response";
export { readOutputs } from "./targets/read-outputs";
export {
  type KeyAttribute,
  keyAttributes,
  type Target,
  type TargetIndex,
  type TargetTable,
} from "./items/target-table";
export { type Compile, loadCel } from "./mapping/expression";
export type { Item } from "./items/item";
export type { MappingContext } from "./mapping/mapping-input";
export type { OffloadedObject } from "./mapping/oversize/offload";
export type { Rejection, RejectionCode } from "./items/rejection";
export { Decimal, type Row, type RowValue } from "./items/row";
export type { Difference } from "./pipeline/verify/difference";
export type { TableReader } from "./dynamodb/reader/table-reader";
export { TableScan, type TableScanSettings } from "./dynamodb/reader/table-scan";
export { BatchWire } from "./dynamodb/writer/batch-wire";
export { BatchWriter, type BatchWriterSettings } from "./dynamodb/writer/batch-writer";
export { ConditionalWire } from "./dynamodb/writer/conditional-wire";
export {
  DryWriter,
  type ItemWriter,
  type OnSettled,
  type Settled,
  type Write,
} from "./dynamodb/writer/item-writer";
export type { Put, PutAnswer, PutOutcome, Wire } from "./dynamodb/writer/wire";
export type { ConsumedUnits } from "./dynamodb/rate/consumed-units";
export type { WireTarget } from "./dynamodb/writer/wire-target";
