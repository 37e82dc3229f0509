/** Write units that the service counted. */
export interface ConsumedUnits {
  readonly table: number;
  /** By the index's name; one that was not written to is absent. */
  readonly indexes: Readonly<Record<string, number>>;
}
