import { describe, expect, it } from "vitest";
import { problemText } from "../../../../migrations/dynamodb/client/problem-text";
import { connectionError, responseError } from "../../../../migrations/dynamodb/client/service-error";
import { serviceError } from "../fake-service";

const lost = (code: string, message: string) => connectionError(Object.assign(new Error(message), { code }));

describe("problemText", () => {
  it.each([
    ["us-esat-1", 'the Region "us-esat-1" is not known; did you mean "us-east-1"?'],
    ["eu-wset-3", 'the Region "eu-wset-3" is not known; did you mean "eu-west-3"?'],
    ["xx-nowhere-99", 'the Region "xx-nowhere-99" is not known; check its spelling'],
    ["us-east-1", "check --endpoint, and this machine's network and DNS"],
  ])("suggests a Region for %s", (region, sentence) => {
    const error = lost("ENOTFOUND", `getaddrinfo ENOTFOUND dynamodb.${region}.amazonaws.com`);
    expect(problemText(error)).toContain(`the host dynamodb.${region}.amazonaws.com was not found`);
    expect(problemText(error)).toContain(sentence);
  });

  it("names the action that was denied, as the service says it", () => {
    const message = "User: me is not authorized to perform: dynamodb:PutItem on resource: x";
    const error = serviceError("AccessDeniedException", { message });
    expect(problemText(error, { action: "dynamodb:BatchWriteItem", table: "users" })).toBe(
      `not allowed to call dynamodb:PutItem on table users: ${message}; grant dynamodb:PutItem, as the construct MigrationRole does`,
    );
  });

  it("does not name MigrationRole for what that does not grant", () => {
    expect(problemText(serviceError("AccessDeniedException"), { action: "dynamodb:CreateBackup" })).toBe(
      "not allowed to call dynamodb:CreateBackup; grant dynamodb:CreateBackup",
    );
  });

  it("says where a page comes from", () => {
    const error = responseError(403, Buffer.from("<!DOCTYPE html><title>Blocked</title>"));
    expect(problemText(error)).toBe(
      'the response was HTTP 403 with an HTML page ("Blocked"); it does not come from AWS but from a proxy, a gateway or a login page: check --endpoint, HTTPS_PROXY and NO_PROXY',
    );
  });

  it.each(["toString", "__proto__", "constructor"])(
    "takes no name for a member of every object: %s",
    (name) => {
      expect(problemText(serviceError(name))).toBe(`${name}: ${name} of the service`);
    },
  );
});
