import { mkdtempSync, rmSync } from "node:fs";
import {
  connect as connectHttp2,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from "node:http2";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ProviderProxy, startProviderProxy } from "./provider-proxy";

const schema = "/tfplugin5.Provider/GetSchema";
const settings = "/tfplugin5.Provider/PrepareProviderConfig";
const read = "/tfplugin5.Provider/ReadResource";

let folder: string;
let asked: string[];
let status: string;
let provider: Http2Server;
let proxy: ProviderProxy;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "provider-proxy-"));
  [asked, status] = [[], "0"];
  provider = createServer().on("stream", (call, headers) => {
    asked.push(String(headers[":path"]));
    call.respond({ ":status": 200 }, { waitForTrailers: true });
    call.on("wantTrailers", () => call.sendTrailers({ "grpc-status": status }));
    call.pipe(call);
  });
  const target = join(folder, "provider");
  await new Promise<void>((resolve) => provider.listen(target, resolve));
  proxy = await startProviderProxy(join(folder, "proxy"), target);
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => provider.close(resolve));
  rmSync(folder, { recursive: true });
});

/** A call on a connection of its own, as each command of Terraform makes it. */
async function call(path: string, question: string) {
  const socket = join(folder, "proxy");
  const session = connectHttp2("http://localhost", { createConnection: () => connect(socket) });
  const stream = session.request({ ":method": "POST", ":path": path });
  const received: IncomingHttpHeaders = {};
  const keep = (headers: IncomingHttpHeaders) => Object.assign(received, headers);
  stream.on("response", keep).on("trailers", keep).end(question);
  const body = await text(stream);
  session.close();
  return { body, status: received["grpc-status"] };
}

it("asks for the schemas once", async () => {
  expect(await call(schema, "all")).toEqual({ body: "all", status: "0" });
  expect(await call(schema, "all")).toEqual({ body: "all", status: "0" });
  expect(asked).toEqual([schema]);
});

it("asks of other settings whether they fit", async () => {
  expect(await call(settings, "us-east-1")).toMatchObject({ body: "us-east-1" });
  expect(await call(settings, "us-west-2")).toMatchObject({ body: "us-west-2" });
  expect(asked).toEqual([settings, settings]);
});

it("hands on each other call, and what it ended with", async () => {
  status = "2";
  expect(await call(read, "users")).toEqual({ body: "users", status: "2" });
  expect(await call(read, "users")).toEqual({ body: "users", status: "2" });
  expect(asked).toEqual([read, read]);
});

it("asks again after a failure", async () => {
  status = "14";
  expect(await call(schema, "all")).toMatchObject({ status: "14" });
  status = "0";
  expect(await call(schema, "all")).toMatchObject({ status: "0" });
  expect(asked).toEqual([schema, schema]);
});

it("hands on a refusal that is headers alone", async () => {
  provider.removeAllListeners("stream").on("stream", (refused) => {
    refused.respond({ ":status": 200, "grpc-status": "12" }, { endStream: true });
  });
  expect(await call(read, "users")).toEqual({ body: "", status: "12" });
});
