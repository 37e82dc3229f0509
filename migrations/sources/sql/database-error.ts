import type { UnreachableErrorCode } from "../../error-codes";
import { messageOf, RunnerError, UnreachableError } from "../../errors";
import type { AddressForm, DatabaseAddress } from "./database-address";

/** Kinds of failures of a database connection. */
export type DatabaseFailure =
  | "unreachable"
  | "lost"
  | "wrong-user"
  | "missing-right"
  | "row-security"
  | "wrong-database"
  | "unencrypted"
  | "unproven"
  | "other-host"
  | "column-names"
  | "unreadable";

/** Errors of the network, for every database. */
export const networkFailures: Readonly<Record<string, DatabaseFailure>> = {
  ECONNREFUSED: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  ETIMEDOUT: "unreachable",
  EHOSTUNREACH: "unreachable",
  ECONNRESET: "lost",
  EPIPE: "lost",
};

const codes: Readonly<Record<DatabaseFailure, UnreachableErrorCode>> = {
  unreachable: "source-unreachable",
  lost: "source-lost",
  "wrong-user": "source-refused",
  "missing-right": "source-refused",
  "row-security": "source-refused",
  "wrong-database": "source-refused",
  unencrypted: "source-refused",
  unproven: "source-refused",
  "other-host": "source-refused",
  "column-names": "source-unreadable",
  unreadable: "source-unreadable",
};

/** Node.js's message for a trusted certificate of another host. */
export const otherHost = /does not match certificate's altnames/;

/** Says what to check. The messages of the servers hold no password. */
export function databaseError(
  error: unknown,
  failure: DatabaseFailure,
  address: DatabaseAddress,
  form: AddressForm,
): Error {
  if (error instanceof RunnerError) return error;
  const message = messageFor(failure, error, address, form);
  return new UnreachableError(codes[failure], message, { cause: error });
}

function messageFor(
  failure: DatabaseFailure,
  error: unknown,
  { shown, user, host, port }: DatabaseAddress,
  { tls }: AddressForm,
): string {
  const said = messageOf(error).split("\n", 1)[0] ?? "";
  const code = (error as { code?: string }).code ?? said;
  switch (failure) {
    case "unreachable":
      return `${shown} cannot be reached (${code}); check that a server runs at ${host} on port ${port}, and the way there`;
    case "lost":
      return `the connection to ${shown} was lost (${said}); check that the server runs and the network holds, and run again`;
    case "wrong-user":
      return `${shown} refuses the user ${user}: ${said}; check the user, the password and its right to read the database`;
    case "missing-right":
      return `${shown} refuses the user ${user}: ${said}; grant it SELECT`;
    case "row-security":
      return `${shown}: ${said}, so that ${user} would read only some of its rows; give ${user} the attribute BYPASSRLS, or read those rows with row_security=on in the source's address`;
    case "wrong-database":
      return `${shown}: ${said}; check the database's name in the source's address`;
    case "unencrypted":
      return `${shown} does not encrypt connections; turn it on there, or leave ${tls.mode} away where the network is safe`;
    case "unproven":
      return `${shown} does not prove who it is: ${said}; name its authority's certificate with ${tls.ca}`;
    case "other-host":
      return `${shown} shows the certificate of another host: ${said}; name the host in the address as its certificate does`;
    case "column-names":
      return `cannot read ${shown}: ${said}; the query is read as SELECT * FROM (...), where each column needs a name of its own`;
    case "unreadable":
      return `cannot read ${shown}: ${said}`;
  }
}
