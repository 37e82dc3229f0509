import type { TableVerification } from "../pipeline/verify/verify";
import type { Difference } from "../pipeline/verify/difference";

/** The name of the file in a run's folder. */
export const verificationFile = "verification.json";

/** What `verify` found of a run, as the run's folder keeps it. */
export interface KeptVerification {
  readonly verifiedAt: string;
  /** The entities that were verified. @default all */
  readonly entities?: readonly string[];
  /** Rows of each entity that were verified. @default all */
  readonly limit?: number;
  readonly same: boolean;
  readonly tables: readonly KeptTable[];
  /** The first ones. */
  readonly differences: readonly Difference[];
}

/** How a table compares with the source. */
export interface KeptTable extends Omit<TableVerification, "failure"> {
  readonly same: boolean;
  readonly failure?: { readonly code: string; readonly message: string };
}
