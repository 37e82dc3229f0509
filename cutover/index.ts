export type { Clock } from "./clock";
export type {
  Control,
  ControlEvent,
  EntityControl,
  EntityReport,
  Freeze,
  Gates,
  ProcessReport,
  Unverified,
} from "./control/control";
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
export {
  type Applied,
  epochAttribute,
  type NewStore,
  type OldStore,
  type RecordMapping,
} from "./stores/store";
