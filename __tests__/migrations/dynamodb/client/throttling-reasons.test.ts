import { describe, expect, it } from "vitest";
import { retryReason } from "../../../../migrations/dynamodb/client/throttling-reasons";
import { serviceError } from "../fake-service";

const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";

describe("retryReason", () => {
  it("is the exception's name where the service says no more", () => {
    expect(retryReason(serviceError("ThrottlingException"))).toBe("ThrottlingException");
  });

  it("names the index that could not keep up", () => {
    const reason = "IndexWriteProvisionedThroughputExceeded";
    const error = serviceError("ProvisionedThroughputExceededException", {
      ThrottlingReasons: [{ reason, resource: `${table}/index/EmailIndex` }],
    });
    expect(retryReason(error)).toBe(`ProvisionedThroughputExceededException (index EmailIndex: ${reason})`);
  });

  it("names the table, in the other spelling of the member, each reason once", () => {
    const one = { reason: "TableWriteKeyRangeThroughputExceeded", resource: table };
    const error = serviceError("ThrottlingException", { throttlingReasons: [one, one] });
    expect(retryReason(error)).toBe(
      "ThrottlingException (table users: TableWriteKeyRangeThroughputExceeded)",
    );
  });

  it("shows a reason without a resource, and a resource without a reason", () => {
    const error = serviceError("RequestLimitExceeded", {
      ThrottlingReasons: [{ reason: "TableWriteAccountLimitExceeded" }, { resource: table }],
    });
    expect(retryReason(error)).toBe(
      "RequestLimitExceeded (TableWriteAccountLimitExceeded, table users: no reason given)",
    );
  });
});
