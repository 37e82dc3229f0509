import { crc32 } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Access, Identity } from "../../../../migrations/dynamodb/client/endpoint";
import {
  DynamoDbService,
  type ServiceSettings,
} from "../../../../migrations/dynamodb/client/dynamodb-service";
import { type Answer, jsonAnswer, type Question } from "../../../emulators/http-exchange";
import { type ProxyServer, startProxyServer } from "../../../emulators/proxy-server";

const identity: Identity = { accessKeyId: "AKID", secretAccessKey: "secret" };
const good = jsonAnswer(200, { UnprocessedItems: {} });
const body = Buffer.from('{"RequestItems":{}}');
const startedAt = Date.UTC(2026, 10, 20, 12);

let server: ProxyServer | undefined;
let service: DynamoDbService | undefined;
let questions: Question[] = [];

afterEach(async () => {
  await service?.close();
  await server?.close();
  service = server = undefined;
  questions = [];
});

/** A service that is answered with these answers, one after the other; `null` cuts the connection. */
async function serviceWith(
  answers: readonly (Answer | null | Promise<never>)[],
  access: Partial<Access> = {},
  responseMs = 30_000,
  guard: Pick<ServiceSettings, "beforeSending" | "onUnanswered"> = {},
): Promise<DynamoDbService> {
  const left = [...answers];
  server = await startProxyServer((question) => {
    questions.push(question);
    return Promise.resolve(left.shift() as Answer | null);
  });
  const { endpoint: origin } = server;
  const endpoint = { origin, path: "/", region: "us-east-1", userAgent: "a test" };
  const all = {
    endpoint: () => Promise.resolve(endpoint),
    identity: () => Promise.resolve(identity),
    ...access,
  };
  return (service = new DynamoDbService(all, { ...guard, now: () => startedAt, timeouts: { responseMs } }));
}

function failure(name: string, headers: Record<string, string> = {}): Answer {
  const answer = jsonAnswer(400, { __type: `com.amazon.coral.service#${name}`, message: name });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** The times and the keys that the requests were signed with. */
const signedAt = (): unknown[] => questions.map(({ headers }) => headers["x-amz-date"]);
const signedBy = (): unknown[] =>
  questions.map(({ headers }) => /Credential=(\w+)/.exec(String(headers["authorization"]))?.[1]);

describe("DynamoDbService", () => {
  it("sends the body unchanged, signed, and returns the response's body", async () => {
    const one = await serviceWith([good]);
    expect((await one.call("BatchWriteItem", body)).json).toEqual({ UnprocessedItems: {} });
    expect(questions).toMatchObject([
      {
        method: "POST",
        path: "/",
        body,
        headers: {
          "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
          "content-type": "application/x-amz-json-1.0",
          "user-agent": "a test",
        },
      },
    ]);
  });

  it("accepts a response that matches its checksum", async () => {
    const headers = { ...good.headers, "x-amz-crc32": String(crc32(good.body)) };
    const one = await serviceWith([{ ...good, headers }]);
    expect((await one.call("BatchWriteItem", body)).body).toEqual(good.body);
  });

  it("refuses a response that does not match its checksum", async () => {
    const one = await serviceWith([{ ...good, headers: { ...good.headers, "x-amz-crc32": "1" } }]);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "transient",
      code: "UnreadableResponse",
      message: "the response does not match its checksum",
    });
  });

  it("reports the service's error response", async () => {
    const one = await serviceWith([failure("ResourceNotFoundException")]);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "fatal",
      code: "ResourceNotFoundException",
      message: "ResourceNotFoundException",
    });
  });

  it.each([
    ["before the answer", null],
    ["within it", { ...good, cut: true }],
  ])("calls a connection that is cut %s transient", async (_when, answer) => {
    const one = await serviceWith([answer]);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "transient",
      details: { undone: false },
    });
    expect(questions).toHaveLength(1);
  });

  it("stops waiting for a response after the timeout", async () => {
    const one = await serviceWith([new Promise<never>(() => undefined)], {}, 300);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "transient",
      code: "UND_ERR_HEADERS_TIMEOUT",
    });
  });

  it("stops waiting when it is aborted, and sends no further request", async () => {
    const one = await serviceWith([new Promise<never>(() => undefined)]);
    const stop = new AbortController();
    const waiting = one.call("BatchWriteItem", body, stop.signal);
    const watch = setInterval(() => {
      if (questions.length > 0) stop.abort(new Error("enough"));
    }, 5);
    await expect(waiting).rejects.toThrow("enough");
    clearInterval(watch);
    await expect(one.call("BatchWriteItem", body, stop.signal)).rejects.toThrow("enough");
    expect(questions).toHaveLength(1);
  });

  it("sends a request, also one that it signs again, only if that is allowed when it signs", async () => {
    const skewed = failure("InvalidSignatureException", {
      date: new Date(startedAt + 600_000).toUTCString(),
    });
    let allowed = 1;
    const beforeSending = (): void => {
      if (allowed-- <= 0) throw new Error("the lease is over");
    };
    const one = await serviceWith([skewed, good], {}, undefined, { beforeSending });
    await expect(one.call("BatchWriteItem", body)).rejects.toThrow("the lease is over");
    expect(questions).toHaveLength(1);
  });

  it("tells requests whose outcome is not known", async () => {
    let unanswered = 0;
    const onUnanswered = (): void => void unanswered++;
    const one = await serviceWith([good, failure("ValidationException"), null], {}, undefined, {
      onUnanswered,
    });
    await one.call("BatchWriteItem", body);
    await expect(one.call("BatchWriteItem", body)).rejects.toThrow();
    expect(unanswered).toBe(0);
    await expect(one.call("BatchWriteItem", body)).rejects.toThrow();
    expect(unanswered).toBe(1);
  });

  it("corrects its clock by the service's time, for all later requests", async () => {
    const date = new Date(startedAt + 3_600_000).toUTCString();
    const one = await serviceWith([failure("RequestTimeTooSkewed", { date }), good, good]);
    await one.call("BatchWriteItem", body);
    await one.call("BatchWriteItem", body);
    expect(signedAt()).toEqual(["20261120T120000Z", "20261120T130000Z", "20261120T130000Z"]);
  });

  it.each([
    ["says no time", {}],
    ["has the same time", { date: new Date(startedAt + 5000).toUTCString() }],
  ])("takes a wrong signature for one where the service %s", async (_what, headers) => {
    // Node's server dates its answers by itself.
    const one = await serviceWith([failure("InvalidSignatureException", { date: "", ...headers })]);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      code: "InvalidSignatureException",
    });
    expect(questions).toHaveLength(1);
  });

  it("fails if the corrected time is refused as well", async () => {
    const date = new Date(startedAt + 3_600_000).toUTCString();
    const skewed = failure("RequestTimeTooSkewed", { date });
    const one = await serviceWith([skewed, skewed]);
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({ code: "RequestTimeTooSkewed" });
    expect(questions).toHaveLength(2);
  });

  it("renews credentials that have expired, once", async () => {
    let current = identity;
    const access = {
      identity: (anew = false) => {
        if (anew) current = { ...identity, accessKeyId: "AKIDNEW" };
        return Promise.resolve(current);
      },
    };
    const one = await serviceWith([failure("ExpiredTokenException"), good], access);
    await one.call("BatchWriteItem", body);
    expect(signedBy()).toEqual(["AKID", "AKIDNEW"]);
  });

  it("uses credentials that another request has renewed", async () => {
    const keys = ["AKID", "AKIDNEXT", "AKIDNEXT"];
    const renewals: boolean[] = [];
    const access = {
      identity: (anew = false) => {
        if (anew) renewals.push(anew);
        return Promise.resolve({ ...identity, accessKeyId: keys.shift() ?? "none" });
      },
    };
    const one = await serviceWith([failure("ExpiredTokenException"), good], access);
    await one.call("BatchWriteItem", body);
    expect([signedBy(), renewals]).toEqual([["AKID", "AKIDNEXT"], []]);
  });

  it("reports missing credentials", async () => {
    const none = Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" });
    const one = await serviceWith([], { identity: () => Promise.reject(none) });
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "fatal",
      code: "CredentialsProviderError",
      message: "Could not load credentials",
    });
  });

  it("resolves the endpoint again after a failure to resolve it", async () => {
    const unknown = new Error("Region is missing");
    const endpoint = { path: "/", region: "us-east-1", userAgent: "" };
    const answers = [
      () => Promise.reject(unknown),
      () => Promise.resolve({ ...endpoint, origin: server!.endpoint }),
    ];
    const one = await serviceWith([good], { endpoint: () => answers.shift()!() });
    await expect(one.call("BatchWriteItem", body)).rejects.toMatchObject({
      kind: "fatal",
      message: "Region is missing",
    });
    expect((await one.call("BatchWriteItem", body)).body).toEqual(good.body);
  });
});
