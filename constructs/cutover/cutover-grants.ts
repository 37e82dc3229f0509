import type { TableGrant } from "../access/table-grant";
import type { CutoverTable } from "./cutover-tables";

/** What a program may do with the two tables of a cutover. Transactions are authorised by these actions, too. */
export type CutoverAccess = "application" | "operator";

type TableAccess = Pick<TableGrant, "access" | "leadingKeys">;

/**
 * An application reads the control, reports, lifts a freeze and lowers a read percentage; it deletes its own report only.
 * An operator may also remove an entity with its history.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export const cutoverGrants: Readonly<
  Record<CutoverAccess, readonly (TableAccess & { readonly table: CutoverTable })[]>
> = {
  application: [
    { table: "control", access: ["Query", "PutItem"] },
    { table: "control", access: ["DeleteItem"], leadingKeys: ["process"] },
    { table: "ledger", access: ["Query", "PutItem", "DeleteItem"] },
  ],
  operator: [
    { table: "control", access: ["Query", "PutItem", "DeleteItem"] },
    { table: "ledger", access: ["Query", "PutItem", "DeleteItem"] },
  ],
};
