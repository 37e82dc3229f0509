import { describe, expect, it } from "vitest";
import { classifyError } from "../../../migrations/writer/classify-error";
import type { WireErrorKind } from "../../../migrations/writer/wire";

/** An error as the SDK makes it from an answer. */
function answered(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error("message"), { name, $metadata: { httpStatusCode } });
}

/** An error as Node's network makes it. */
function network(code: string): Error {
  return Object.assign(new Error("message"), { code, $metadata: { attempts: 1 } });
}

describe("classifyError", () => {
  it.each<[WireErrorKind, string, Error]>([
    [
      "throttled",
      "ProvisionedThroughputExceededException",
      answered("ProvisionedThroughputExceededException", 400),
    ],
    ["throttled", "ThrottlingException", answered("ThrottlingException", 400)],
    ["throttled", "RequestLimitExceeded", answered("RequestLimitExceeded", 400)],
    ["transient", "InternalServerError", answered("InternalServerError", 500)],
    ["transient", "Unknown", answered("Unknown", 503)],
    ["transient", "TransactionInProgressException", answered("TransactionInProgressException", 400)],
    ["transient", "TimeoutError", answered("TimeoutError", 0)],
    ["transient", "ECONNRESET", network("ECONNRESET")],
    ["transient", "ECONNREFUSED", network("ECONNREFUSED")],
    ["transient", "EPIPE", network("EPIPE")],
    ["transient", "SyntaxError", answered("SyntaxError", 200)],
    ["too-large", "Unknown", answered("Unknown", 413)],
    ["too-large", "RequestEntityTooLarge", answered("RequestEntityTooLarge", 400)],
    ["refused", "ValidationException", answered("ValidationException", 400)],
    [
      "refused",
      "ItemCollectionSizeLimitExceededException",
      answered("ItemCollectionSizeLimitExceededException", 400),
    ],
    ["fatal", "ResourceNotFoundException", answered("ResourceNotFoundException", 400)],
    ["fatal", "AccessDeniedException", answered("AccessDeniedException", 400)],
    ["fatal", "ExpiredTokenException", answered("ExpiredTokenException", 400)],
    [
      "fatal",
      "CredentialsProviderError",
      Object.assign(new Error("none"), { name: "CredentialsProviderError" }),
    ],
    ["fatal", "TypeError", new TypeError("defect")],
  ])("calls %s: %s", (kind, code, error) => {
    expect(classifyError(error)).toMatchObject({ kind, code, message: error.message, cause: error });
  });

  it("takes a status from the raw answer where the SDK could not read it", () => {
    const error = Object.assign(new Error("message"), { name: "Unknown", $response: { statusCode: 502 } });
    expect(classifyError(error).kind).toBe("transient");
  });

  it("can tell nothing of what is no error", () => {
    expect(classifyError(undefined)).toMatchObject({ kind: "fatal", message: "undefined" });
  });
});
