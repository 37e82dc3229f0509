import type { Caller } from "../client/caller";

/** The target of a wire. */
export interface WireTarget {
  /** Retries nothing: the writer counts and spaces attempts. */
  readonly service: Caller;
  readonly tableName: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** Asks what each request consumed. @default false */
  readonly asksUnits?: boolean;
}

/** The member that asks for it. */
export function capacityMember({ asksUnits = false }: WireTarget): string {
  return asksUnits ? ',"ReturnConsumedCapacity":"INDEXES"' : "";
}
