import { type DatabaseFailure, networkFailures, otherHost } from "../database-error";

const failures: Readonly<Record<string, DatabaseFailure>> = {
  ...networkFailures,
  ER_ACCESS_DENIED_ERROR: "wrong-user",
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: "wrong-user",
  ER_DBACCESS_DENIED_ERROR: "wrong-user",
  ER_TABLEACCESS_DENIED_ERROR: "missing-right",
  ER_COLUMNACCESS_DENIED_ERROR: "missing-right",
  ER_BAD_DB_ERROR: "wrong-database",
  ER_DUP_FIELDNAME: "column-names",
  HANDSHAKE_NO_SSL_SUPPORT: "unencrypted",
  HANDSHAKE_SSL_ERROR: "unproven",
  PROTOCOL_CONNECTION_LOST: "lost",
  ER_SERVER_SHUTDOWN: "lost",
};

/** Codes that mysql2 has no name for: MariaDB's ER_CONNECTION_KILLED and MySQL's ER_CLIENT_INTERACTION_TIMEOUT. */
const lostNumbers: readonly (number | undefined)[] = [1927, 4031];

/** The server's message for a reader of its log whose server id another reader has, too; the next connection has another. */
const sameServerId = /with the same server_(uuid|id)/;

/** The driver's message for the next query after that. */
const lostBefore = /when connection is in closed state/;

/** By the names that mysql2 gives to errors, its own and the server's. */
export function mysqlFailure({
  code = "",
  errno,
  message,
}: {
  readonly code?: string;
  readonly errno?: number | undefined;
  readonly message: string;
}): DatabaseFailure {
  if (otherHost.test(message)) return "other-host";
  if (lostNumbers.includes(errno) || lostBefore.test(message) || sameServerId.test(message)) return "lost";
  return failures[code] ?? "unreadable";
}
