import type { RunnerError } from "../../errors";
import type { Tally } from "../read/tally";

/** How a table compares with what the source says of it. */
export interface TableVerification {
  readonly table: string;
  readonly entities: readonly string[];
  /** Items that the source's rows become. */
  readonly expected: number;
  /** Items in the table; only the ones with an expected key if {@link others} is present. */
  readonly found: number;
  /** Items in the table that were not compared, since not all rows and entities were: extra ones or those of other rows. */
  readonly others?: number;
  readonly missing: number;
  /** Items that are not in the table, and whose time to live has passed: the service deletes them by itself. */
  readonly expired: number;
  readonly extra: number;
  readonly changed: number;
  /** Rows that cannot be in the table, by reason. */
  readonly rejectedBy: Tally["rejectedBy"];
  /** What a reject is: a row, or one of the items that a row becomes. */
  readonly rejectUnit: "row" | "item";
  /** Rows of each entity that were compared, if that is not all of them. */
  readonly limit?: number;
  /** Whether extra items were looked for. */
  readonly extrasJudged: boolean;
  /** The items that were compared, where that is not all of them; `found` is how many of these there are. */
  readonly sampled?: number;
  /** Items that were written while they were compared, so that it is not known whether they differ. @default 0 */
  readonly undecided?: number;
  /** Why the comparison could not be made. */
  readonly failure?: RunnerError;
}
