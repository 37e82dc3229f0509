import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { connectionsThrough, defaultTimeouts } from "../../../../migrations/dynamodb/client/connections";
import { proxiesIn } from "../../../../migrations/dynamodb/client/proxies";
import { jsonAnswer } from "../../../emulators/http-exchange";
import { startProxyServer } from "../../../emulators/proxy-server";
import { TunnelProxy } from "../../../emulators/tunnel-proxy";

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

it("reuses a tunnel for the next request", async () => {
  const server = await startProxyServer(() => Promise.resolve(jsonAnswer(200, {})));
  const proxy = await TunnelProxy.start({ "tables.test:80": server.endpoint });
  const connections = await connectionsThrough(proxiesIn({ HTTP_PROXY: proxy.url })!, defaultTimeouts);
  opened.push(
    () => server.close(),
    () => proxy.stop(),
    () => connections.destroy(),
  );
  for (let request = 1; request <= 9; request++) {
    const { body } = await connections.request({ origin: "http://tables.test", path: "/", method: "GET" });
    expect(await body.json()).toEqual({});
  }
  // A second one is made where the first is not yet free.
  expect(proxy.asked.length).toBeLessThanOrEqual(2);
});

it("connects directly to a host in NO_PROXY", async () => {
  const proxy = await TunnelProxy.start({});
  const proxies = proxiesIn({ HTTP_PROXY: proxy.url, NO_PROXY: "elsewhere, .test" })!;
  const connections = await connectionsThrough(proxies, defaultTimeouts);
  opened.push(
    () => proxy.stop(),
    () => connections.destroy(),
  );
  const asked = connections.request({ origin: "http://tables.test", path: "/", method: "GET" });
  await expect(asked).rejects.toMatchObject({
    code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) as string,
  });
  expect(proxy.asked).toEqual([]);
});

it.each<[string, (socket: Socket) => void, string]>([
  ["says nothing", () => {}, "Headers Timeout Error"],
  ["hangs up", (socket) => socket.destroy(), "the proxy 127.0.0.1:"],
])("fails once where the proxy %s", async (_what, behave, message) => {
  const server = createServer(behave);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = await connectionsThrough(proxiesIn({ HTTP_PROXY: url })!, {
    connectMs: 1000,
    responseMs: 1000,
  });
  opened.push(
    () => Promise.resolve(void server.close()),
    () => connections.destroy(),
  );
  const asked = connections.request({ origin: "http://tables.test", path: "/", method: "GET" });
  await expect(asked).rejects.toThrow(message);
});
