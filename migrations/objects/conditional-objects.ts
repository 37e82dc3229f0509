/** An object as it was read. */
export interface StoredObject {
  readonly body: Buffer;
  /** Differs after every write; the ETag in S3. */
  readonly version: string;
}

/** An object of a list. */
export interface ListedObject {
  readonly name: string;
  readonly version: string;
  /** Bytes. */
  readonly size: number;
  /** When it was written, in milliseconds since 1970 by the store's clock. */
  readonly writtenAtMs: number;
}

/** Objects that several machines share. A read finds what was written before it was sent. */
export interface ConditionalObjects {
  /** For messages: `s3://bucket/prefix`. */
  readonly location: string;

  /** `undefined` if it does not exist. @throws UnreachableError */
  read(name: string): Promise<StoredObject | undefined>;

  /**
   * Writes an object on a condition. An object that already has this content counts as written: the response to an
   * earlier attempt may have been lost. Contents of different writers must therefore differ.
   *
   * @param expected the version that it must still have. @default it must not exist
   * @returns the new version; `undefined` if the condition does not hold
   * @throws UnreachableError
   */
  write(name: string, body: Buffer | string, expected?: string): Promise<string | undefined>;

  /** Writes an object whatever there is. @throws UnreachableError */
  put(name: string, body: Buffer | string): Promise<void>;

  /** The objects whose names start with a prefix, by name. @throws UnreachableError */
  list(prefix: string): Promise<ListedObject[]>;

  /** Removes objects; those that do not exist are ignored. @throws UnreachableError */
  remove(names: readonly string[]): Promise<void>;
}
