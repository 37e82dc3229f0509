import { describe, expect, it } from "vitest";
import { waitingText } from "../../../../migrations/cli/wiring/retry-policy";
import { connectionError } from "../../../../migrations/dynamodb/client/service-error";
import { serviceError } from "../../dynamodb/fake-service";

describe("the line about a request that is retried", () => {
  const what = "table users";

  it("says that there is no response", () => {
    const error = connectionError(Object.assign(new Error("x"), { code: "ECONNREFUSED" }));
    expect(waitingText({ what, error, stalledMs: 40_000, leftMs: 260_000 })).toBe(
      "table users: no response for 40 s (ECONNREFUSED); retrying for up to 4 min 20 s more",
    );
  });

  it("says that requests are throttled, and by what", () => {
    const reason = {
      reason: "IndexWriteKeyRangeThroughputExceeded",
      resource: "arn:aws:dynamodb:us-east-1:1:table/users/index/ByMail",
    };
    const error = serviceError("ThrottlingException", { throttlingReasons: [null, reason] });
    expect(waitingText({ what, error, stalledMs: 12_000, leftMs: Infinity })).toBe(
      "table users: throttled for 12 s (ThrottlingException (index ByMail: IndexWriteKeyRangeThroughputExceeded)); retrying until interrupted",
    );
  });

  it("says that the service fails", () => {
    const error = serviceError("InternalServerError", {}, 500);
    expect(waitingText({ what, error, stalledMs: 61_000, leftMs: 1000 })).toBe(
      "table users: errors only for 1 min 1 s (InternalServerError); retrying for up to 1.0 s more",
    );
  });
});
