import { randomInt } from "node:crypto";
import { UnreachableError } from "../../../../errors";
import type { MysqlConnection } from "../mysql-connection";
import { type BinlogServer, hasVersion, textsOf } from "./binlog-server";

/** Server ids of replicas are small as a rule; these are not taken by chance. */
const serverIds = [2 ** 30, 2 ** 32 - 2] as const;

/** MySQL's and MariaDB's ER_SPECIFIC_ACCESS_DENIED_ERROR. */
const missingRight = 1227;

/**
 * The server id of a reader of the log. A server that two readers give the same id ends the first, which MariaDB does
 * not list anywhere: each reading of the log has another one, so that readers do not end each other again and again.
 * @param taken those of the server and its replicas
 * @param random an integer from the first up to, and without, the second. @default by `node:crypto`
 */
export function replicaId(
  taken: ReadonlySet<number>,
  random: (min: number, max: number) => number = randomInt,
): number {
  for (;;) {
    const id = random(...serverIds);
    if (!taken.has(id)) return id;
  }
}

/** The ids of the server and of those of its replicas that the user may see. */
export async function takenIds(
  connection: MysqlConnection,
  server: BinlogServer,
): Promise<ReadonlySet<number>> {
  const own = Number(server.settings.get("server_id"));
  try {
    const rows = await textsOf(connection, replicasStatement(server));
    return new Set([own, ...rows.map(([id]) => Number(id))]);
  } catch (error) {
    const { cause } = error as { cause?: { errno?: unknown } };
    if (error instanceof UnreachableError && cause?.errno === missingRight) return new Set([own]);
    throw error;
  }
}

/** MySQL 8.4 no longer has the old statement; MySQL 8.0 has the new one since 8.0.22. */
function replicasStatement(server: BinlogServer): string {
  return !server.isMariaDb && hasVersion(server, 8, 1) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS";
}
