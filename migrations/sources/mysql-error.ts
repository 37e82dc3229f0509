import type { QueryError } from "mysql2";
import { messageOf, RunnerError, UnreachableError } from "../errors";
import type { DatabaseAddress } from "./database-address";

/** Says what to check, where MySQL refuses or is not there. The messages of the server hold no password. */
export function mysqlError(error: QueryError, { shown, user, host, port }: DatabaseAddress): Error {
  if (error instanceof RunnerError) return error;
  const said = messageOf(error).split("\n", 1)[0] ?? "";
  const wrong = (code: string, message: string) => new UnreachableError(code, message, { cause: error });
  switch (error.code) {
    case "ER_ACCESS_DENIED_ERROR":
    case "ER_ACCESS_DENIED_NO_PASSWORD_ERROR":
    case "ER_DBACCESS_DENIED_ERROR":
      return wrong(
        "source-refused",
        `${shown} refuses the user ${user}: ${said}; check the user, the password and its right to read the database`,
      );
    case "ER_TABLEACCESS_DENIED_ERROR":
    case "ER_COLUMNACCESS_DENIED_ERROR":
      return wrong("source-refused", `${shown} refuses the user ${user}: ${said}; grant it SELECT`);
    case "ER_BAD_DB_ERROR":
      return wrong("source-refused", `${shown}: ${said}; check the database's name in the source's address`);
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return wrong(
        "source-refused",
        `${shown} does not encrypt connections; turn it on there, or leave ssl-mode away where the network is safe`,
      );
    case "HANDSHAKE_SSL_ERROR":
      return wrong(
        "source-refused",
        `${shown} does not prove who it is: ${said}; name its authority's certificate with ssl-ca`,
      );
    case "PROTOCOL_CONNECTION_LOST":
    case "ECONNRESET":
    case "EPIPE":
      return wrong(
        "source-lost",
        `the connection to ${shown} was lost (${said}); check that the server runs and the network holds, and run again`,
      );
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
      return wrong(
        "source-unreachable",
        `${shown} cannot be reached (${error.code}); check that a server runs at ${host} on port ${port}, and the way there`,
      );
    case "ER_DUP_FIELDNAME":
      return wrong(
        "source-unreadable",
        `cannot read ${shown}: ${said}; the query is read as SELECT * FROM (...), where each column needs a name of its own`,
      );
    default:
      return wrong("source-unreadable", `cannot read ${shown}: ${said}`);
  }
}
