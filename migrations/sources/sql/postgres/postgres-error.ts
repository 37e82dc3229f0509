import { messageOf } from "../../../errors";
import { type DatabaseFailure, networkFailures, otherHost } from "../database-error";

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and what Node.js says of a stream. */
const failures: Readonly<Record<string, DatabaseFailure>> = {
  ...networkFailures,
  "57P01": "lost",
  "57P02": "lost",
  "57P03": "lost",
  ERR_STREAM_PREMATURE_CLOSE: "lost",
  "3D000": "wrong-database",
  "42501": "missing-right",
};

/** The server's message if policies would hide rows and `row_security` is off; servers in other languages quote the same name. */
const rowSecurity = /row-level security/;

/** The driver's own messages, at once or for the next query. */
const words: readonly (readonly [RegExp, DatabaseFailure])[] = [
  [/timeout expired/, "unreachable"],
  [
    /^Connection terminated|^Client (has encountered a connection error|was closed) and is not queryable/,
    "lost",
  ],
  [/does not support SSL/, "unencrypted"],
  [otherHost, "other-host"],
  [/certificate/, "unproven"],
];

export function postgresFailure(error: unknown): DatabaseFailure {
  const { code = "" } = error as { code?: string };
  if (code === "42501" && rowSecurity.test(messageOf(error))) return "row-security";
  const known = failures[code] ?? (code.startsWith("28") ? "wrong-user" : undefined);
  if (known !== undefined) return known;
  const said = messageOf(error);
  const isOfCertificate = code.includes("CERT");
  return words.find(([word]) => word.test(said))?.[1] ?? (isOfCertificate ? "unproven" : "unreadable");
}
