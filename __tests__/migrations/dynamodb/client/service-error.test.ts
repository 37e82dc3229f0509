import { describe, expect, it } from "vitest";
import {
  accessError,
  responseError,
  connectionError,
  type ServiceErrorKind,
} from "../../../../migrations/dynamodb/client/service-error";
import { serviceError } from "../fake-service";

/** An error as the network makes it. */
const network = (code: string): Error => Object.assign(new Error("message"), { code });

describe("responseError", () => {
  it.each<[ServiceErrorKind, string, number]>([
    ["throttled", "ProvisionedThroughputExceededException", 400],
    ["throttled", "ThrottlingException", 400],
    ["throttled", "RequestLimitExceeded", 400],
    ["throttled", "LimitExceededException", 400],
    ["transient", "InternalServerError", 500],
    ["transient", "ServiceUnavailable", 503],
    ["transient", "SomethingElse", 503],
    ["transient", "TransactionInProgressException", 400],
    ["transient", "RequestTimeout", 400],
    ["throttled", "SomethingElse", 429],
    ["transient", "SomethingElse", 408],
    ["too-large", "SomethingElse", 413],
    ["too-large", "RequestEntityTooLarge", 400],
    ["refused", "ValidationException", 400],
    ["refused", "ItemCollectionSizeLimitExceededException", 400],
    ["fatal", "ResourceNotFoundException", 400],
    ["fatal", "AccessDeniedException", 400],
    ["fatal", "ExpiredTokenException", 400],
  ])("is %s: %s, %i", (kind, code, status) => {
    const message = `${code} of the service`;
    expect(serviceError(code, {}, status)).toMatchObject({ kind, code, message });
  });

  it.each<[ServiceErrorKind, string, number]>([
    ["too-large", "HTTP 413", 413],
    ["transient", "HTTP 502", 502],
    ["fatal", "HTTP 404", 404],
    ["fatal", "HTTP 403", 403],
    ["throttled", "HTTP 429", 429],
    ["transient", "HTTP 408", 408],
  ])("is %s where only the status is to be had: %s", (kind, code, status) => {
    expect(responseError(status, Buffer.from("<html>"))).toMatchObject({
      kind,
      code,
      message: `the response was HTTP ${status} with an HTML page`,
    });
  });

  it("is transient where a refusal cannot be read", () => {
    expect(responseError(400, Buffer.from('{"__type":"com.am'))).toMatchObject({
      kind: "transient",
      code: "UnreadableResponse",
      details: {},
    });
  });

  it("takes the message as some exceptions spell it", () => {
    const body =
      '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User is not authorized"}';
    expect(responseError(400, Buffer.from(body)).message).toBe("User is not authorized");
  });

  it("knows that nothing was done where the service refused, and not where it failed", () => {
    expect(serviceError("ThrottlingException").details.undone).toBe(true);
    expect(serviceError("InternalServerError", {}, 500).details.undone).toBe(false);
  });
});

describe("connectionError", () => {
  it.each<[ServiceErrorKind, string]>([
    ["transient", "ECONNRESET"],
    ["transient", "ECONNREFUSED"],
    ["transient", "EPIPE"],
    ["transient", "ENOTFOUND"],
    ["transient", "UND_ERR_SOCKET"],
    ["transient", "UND_ERR_HEADERS_TIMEOUT"],
    ["transient", "HPE_INVALID_CONSTANT"],
    ["fatal", "CERT_HAS_EXPIRED"],
    ["fatal", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["fatal", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["fatal", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("is %s: %s", (kind, code) => {
    const cause = network(code);
    expect(connectionError(cause)).toMatchObject({ kind, code, message: "message", cause });
  });

  it("is fatal where it is a defect", () => {
    expect(connectionError(new TypeError("defect"))).toMatchObject({ kind: "fatal", code: "TypeError" });
  });

  it("knows what cannot have reached the service", () => {
    expect(connectionError(network("ECONNREFUSED")).details.undone).toBe(true);
    expect(connectionError(network("ECONNRESET")).details.undone).toBe(false);
  });

  it("can tell nothing of what is no error", () => {
    expect(connectionError(undefined)).toMatchObject({ code: "unknown", message: "undefined" });
  });
});

describe("accessError", () => {
  it("is fatal, and keeps the name", () => {
    const cause = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    expect(accessError(cause)).toMatchObject({ kind: "fatal", code: "CredentialsProviderError", cause });
  });
});
