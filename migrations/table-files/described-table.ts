/** What files say of the table that they were taken from. */
export interface DescribedTable {
  readonly name: string;
  readonly arn?: string | null | undefined;
  /** Partition key first. */
  readonly key: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
}
