import { afterEach, expect, it } from "vitest";
import { connectItems } from "../../../../migrations/cli/wiring/connect-items";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import type { SharedAccess } from "../../../../migrations/cli/worker-process";
import type { Migration } from "../../../../migrations/cli/wiring/open-migration";
import { type Answer, jsonAnswer } from "../../../emulators/http-exchange";
import { type ProxyServer, startProxyServer } from "../../../emulators/proxy-server";

const migration = {
  definition: {},
  target: { region: "us-east-1" },
  local: undefined,
} as unknown as Pick<Migration, "definition" | "target" | "local">;
const good = jsonAnswer(200, { UnprocessedItems: {} });
const refused = jsonAnswer(400, { __type: "x#UnrecognizedClientException", message: "not valid" });

let server: ProxyServer | undefined;
let signedBy: (string | undefined)[] = [];

afterEach(async () => {
  await server?.close();
  signedBy = [];
});

/** Writes as a worker whose parent has said this. @returns the keys that requests were signed with */
async function writeWith(
  said: Partial<SharedAccess>,
  ...answers: readonly Answer[]
): Promise<readonly (string | undefined)[]> {
  const left = [...answers];
  server = await startProxyServer(({ headers }) => {
    signedBy.push(/Credential=(\w+)/.exec(String(headers["authorization"]))?.[1]);
    return Promise.resolve(left.shift() as Answer);
  });
  const origin = server.endpoint;
  const access: SharedAccess = {
    endpoint: { origin, path: "/", region: "us-east-1", userAgent: "aws-sdk-js" },
    identity: { accessKeyId: "SAID", secretAccessKey: "secret" },
    ...{ place: origin, region: "us-east-1", ...said },
  };
  const context = {
    ...{ env: {}, now: () => new Date(), random: Math.random, error: () => undefined },
    parent: { access: () => access },
  } as unknown as ProcessContext;
  const connection = connectItems(migration, { endpoint: origin }, context);
  await connection.writes.call("BatchWriteItem", Buffer.from('{"RequestItems":{}}'));
  connection.close();
  return signedBy;
}

it("writes with the credentials that the parent has said", async () => {
  expect(await writeWith({}, good)).toEqual(["SAID"]);
});

it("writes with those that the SDK finds once these are refused", async () => {
  expect(await writeWith({}, refused, good)).toEqual(["SAID", "local"]);
});

it.each<[string, Partial<SharedAccess>]>([
  ["endpoint", { place: "http://127.0.0.1:1" }],
  ["region", { region: "eu-west-1" }],
])("writes with those that the SDK finds if the parent has another %s", async (_what, said) => {
  expect(await writeWith(said, good)).toEqual(["local"]);
});

it("refuses an endpoint that is no URL before anything is sent", () => {
  const context = { env: {} } as unknown as ProcessContext;
  expect(() => connectItems(migration, { endpoint: "nowhere" }, context)).toThrow("the endpoint");
});
