import { describe, expect, it } from "vitest";
import { isStoreRefusal } from "../../cutover/entity/refusal";
import { CutoverError, MappingError } from "../../cutover/errors";

const failed = (fields: object) => Object.assign(new Error("failed"), fields);
const throttled = failed({ name: "ThrottlingException", $metadata: { httpStatusCode: 400 } });
const timedOut = failed({ name: "TimeoutError" });

describe("a store's refusal", () => {
  it.each([
    ["a response of DynamoDB with status 400", throttled],
    ["a unique key that exists (PostgreSQL)", failed({ code: "23505" })],
    ["a unique key that exists (MySQL)", failed({ code: "ER_DUP_ENTRY", sqlState: "23000" })],
    ["a deadlock (PostgreSQL)", failed({ code: "40P01" })],
    ["a constraint (SQLite)", failed({ code: "SQLITE_CONSTRAINT" })],
    ["a mapping", new MappingError("rejected")],
    [
      "a store's own error about a response with status 400",
      new CutoverError("table", true, { cause: throttled }),
    ],
  ])("is %s", (_name, error) => {
    expect(isStoreRefusal(error)).toBe(true);
  });

  it.each([
    ["a response of DynamoDB with status 500", failed({ $metadata: { httpStatusCode: 500 } })],
    ["a lost connection", failed({ code: "ECONNRESET" })],
    ["a lost connection (PostgreSQL)", failed({ code: "08006" })],
    ["a shutdown (PostgreSQL)", failed({ code: "57P01" })],
    ["a request without a response", timedOut],
    ["an error without a code", new Error("Connection terminated unexpectedly")],
    [
      "a store's own error about a request without a response",
      new CutoverError("table", false, { cause: timedOut }),
    ],
    ["something that is no error", "failed"],
  ])("is not %s", (_name, error) => {
    expect(isStoreRefusal(error)).toBe(false);
  });
});
