import { messageOf, RunnerError, UnreachableError } from "../errors";
import type { DatabaseAddress } from "./database-address";

const unreachable = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"];
const lostCodes = ["ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "ERR_STREAM_PREMATURE_CLOSE"];
/** What the driver says itself, at once or of the query after it. */
const lostWords =
  /^Connection terminated|^Client (has encountered a connection error|was closed) and is not queryable/;

/** Says what to check, where PostgreSQL refuses or is not there. The messages of the server hold no password. */
export function postgresError(error: unknown, { shown, user, host, port }: DatabaseAddress): Error {
  if (error instanceof RunnerError) return error;
  const said = messageOf(error);
  const code = (error as { code?: string }).code ?? "";
  const wrong = (name: string, message: string) => new UnreachableError(name, message, { cause: error });
  if (unreachable.includes(code) || said.includes("timeout expired"))
    return wrong(
      "source-unreachable",
      `${shown} cannot be reached (${code || said}); check that a server runs at ${host} on port ${port}, and the way there`,
    );
  if (lostCodes.includes(code) || lostWords.test(said))
    return wrong(
      "source-lost",
      `the connection to ${shown} was lost (${said}); check that the server runs and the network holds, and run again`,
    );
  if (code.startsWith("28"))
    return wrong(
      "source-refused",
      `${shown} refuses the user ${user}: ${said}; check the user, the password and its right to read the database`,
    );
  if (code === "3D000")
    return wrong("source-refused", `${shown}: ${said}; check the database's name in the source's address`);
  if (code === "42501")
    return wrong("source-refused", `${shown} refuses the user ${user}: ${said}; grant it SELECT`);
  if (said.includes("does not support SSL"))
    return wrong(
      "source-refused",
      `${shown} does not encrypt connections; turn it on there, or leave sslmode away where the network is safe`,
    );
  if (/certificate|CERT/.test(code + said))
    return wrong(
      "source-refused",
      `${shown} does not prove who it is: ${said}; name its authority's certificate with sslrootcert`,
    );
  return wrong("source-unreadable", `cannot read ${shown}: ${said}`);
}
