import type { RecordKey } from "./record-key";

/** The authority's own atomic operation, such as a counter or a conditional update, in the terms of each store. */
export interface NativeWrite<Result> {
  /** Runs while the old store is the authority. */
  readonly old: () => Promise<Result>;
  /** Runs while the tables are the authority. Write the epoch as `_e` into the items that you change. */
  readonly new: (context: NewContext) => Promise<Result>;
}

/** What a write to the tables may use. */
export interface NewContext {
  /** The value of the attribute `_e`; see `epochAttribute`. */
  readonly epoch: number;
  /**
   * Tells that the operation succeeded, but that an earlier attempt of one of its requests got no response: it may still be
   * carried out, so that the record is copied again after 15 minutes. `put` and `delete` do this by themselves.
   */
  readonly retried: () => void;
  /**
   * Throws StaleControlError if the process may no longer write by this epoch. Call it right before a request if the operation
   * has waited for something else first, such as a read. `put` and `delete` do this by themselves.
   */
  readonly assertValid: () => void;
}

/** A read in the terms of each store. Both return the same. */
export interface NativeRead<Result> {
  /** Reads the old store. */
  readonly old: () => Promise<Result>;
  /** Reads the tables. */
  readonly new: () => Promise<Result>;
}

/** A read of several records. */
export interface NativeQuery<Result> extends NativeRead<Result> {
  /**
   * Selects the store by percentage as if this key were read, so that one user's queries all go to the same store.
   * Absent: the tables are queried once the percentage is 100.
   */
  readonly by?: RecordKey;
  /** The keys of a result. With it, a sample of the queries is compared by their sets of keys. */
  readonly keysOf?: (result: Result) => readonly RecordKey[];
}

/** A record that `together` of a cutover changes. */
export interface RecordOf {
  readonly entity: string;
  readonly key: RecordKey;
}

/**
 * One entity's records, read from and written to the stores that its phase says. Every call may throw StaleControlError,
 * and every write FrozenError; both are retryable. Errors of the authority's store are thrown as they are.
 */
export interface Records<Row extends object> {
  /** `undefined` if there is none. While rows come from the tables, the columns that the mapping drops are absent. */
  get(key: RecordKey): Promise<Row | undefined>;
  /**
   * Inserts or replaces a row, which has all columns that are mapped.
   *
   * @throws MappingError before anything is written, in the phases in which the process writes the tables
   */
  put(row: Row): Promise<void>;
  /** No error if there is none. */
  delete(key: RecordKey): Promise<void>;
  /**
   * Changes one record by the authority's own operation, then copies the record to the other store. The operation is run
   * once. It may change no other record; see {@link together}.
   */
  write<Result>(key: RecordKey, operation: NativeWrite<Result>): Promise<Result>;
  /** Changes several records of the entity by one operation. The copy to the other store is not atomic. */
  together<Result>(keys: readonly RecordKey[], operation: NativeWrite<Result>): Promise<Result>;
  /** Reads what belongs to one record. */
  read<Result>(key: RecordKey, operation: NativeRead<Result>): Promise<Result>;
  /** Reads several records. */
  query<Result>(operation: NativeQuery<Result>): Promise<Result>;
}
