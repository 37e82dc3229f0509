import type { LogProblem } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import type { ReplicationContext } from "./replication-context";
import { layoutsOf, type TableLayout } from "./table-layout";

/** Requirements of the tables, whichever entity reads them. */
export async function tableProblems(
  session: PostgresConnection,
  { tables, rows, shown }: ReplicationContext,
): Promise<readonly LogProblem[]> {
  const problems: string[] = [];
  for (const table of tables) {
    const kind = kindProblem(table);
    if (kind !== undefined) problems.push(kind);
    else {
      const keys = rows.filter((one) => one.table.oid === table.oid).flatMap(({ keyColumns }) => keyColumns);
      problems.push(...identityProblem(table), ...persistenceProblem(table));
      for (const part of await partitionsOf(session, table))
        problems.push(...identityProblem(part), ...hiddenKeyProblem(part, keys), ...persistenceProblem(part));
    }
  }
  return problems.map((problem) => ({ message: `${shown}: ${problem}` }));
}

function kindProblem({ kind, shown }: TableLayout): string | undefined {
  const names = new Map([
    ["v", "a view"],
    ["m", "a materialized view"],
    ["f", "a foreign table"],
  ]);
  const name = names.get(kind);
  return name === undefined
    ? undefined
    : `${shown} is ${name}, whose changes are not in the log; read the tables that it is made of with a query, and name them in its tables`;
}

/** A published table without an identity would refuse every update and delete. */
function identityProblem({ identity, sql, shown, kind }: TableLayout): readonly string[] {
  if (identity.length > 0 || kind === "p") return [];
  return [
    `${shown} has no replica identity, by which the log names the row of an update or delete; ALTER TABLE ${sql} REPLICA IDENTITY DEFAULT if it has a primary key that is not deferrable, else ALTER TABLE ${sql} REPLICA IDENTITY FULL`,
  ];
}

/** A partition may have another replica identity than its table. */
function hiddenKeyProblem({ identity, shown, sql }: TableLayout, keys: readonly string[]): readonly string[] {
  const hidden = identity.length > 0 ? keys.find((name) => !identity.includes(name)) : undefined;
  if (hidden === undefined) return [];
  return [
    `${shown}.${hidden} is not part of the replica identity of this partition; ALTER TABLE ${sql} REPLICA IDENTITY FULL`,
  ];
}

function persistenceProblem({ persistence, sql, shown }: TableLayout): readonly string[] {
  if (persistence === "p") return [];
  if (persistence === "u")
    return [`${shown} is unlogged: its changes are not in the log; ALTER TABLE ${sql} SET LOGGED`];
  return [`${shown} is temporary, and only its own session sees it; create it as a permanent table`];
}

async function partitionsOf(
  session: PostgresConnection,
  { oid, kind }: TableLayout,
): Promise<readonly TableLayout[]> {
  if (kind !== "p") return [];
  const { rows } = await session.query("SELECT relid::oid FROM pg_partition_tree($1::oid) WHERE isleaf", [
    String(oid),
  ]);
  return layoutsOf(
    session,
    rows.map(([leaf]) => Number(leaf)),
  );
}
