import { type DatabaseFailure, networkFailures, otherHost } from "./database-error";

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
};

/** By the names that mysql2 gives to errors, its own and the server's. */
export function mysqlFailure({ code = "", message }: { code?: string; message: string }): DatabaseFailure {
  return otherHost.test(message) ? "other-host" : (failures[code] ?? "unreadable");
}
