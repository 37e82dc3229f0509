import { afterEach, beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import type { Question } from "../../emulators/http-exchange";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { TunnelProxy } from "../../emulators/tunnel-proxy";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
oversize: { offload: { bucket: pages, attributes: [body] } }
entities: { note: { from: { file: notes.json }, to: notes } }
`;

const old = `
name: old
source: { dynamodb: "http://tables.test:8000" }
entities: { note: { from: { table: shop-dev-notes }, to: tags, item: { id: "\${row.id}", name: copy } } }
`;

/** S3 asks before it takes a body as large as this. */
const notes = [{ id: "small" }, { id: "large", body: "x".repeat(3_000_000) }];

describeWith("a proxy in the environment", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "old.yaml": old,
    "notes.json": JSON.stringify(notes),
  });
  const through = "--endpoint http://tables.test:8000";
  let objects: ProxyServer;
  let put: Question[];
  let proxy: TunnelProxy;

  beforeEach(async () => {
    put = [];
    objects = await startProxyServer((question) => {
      put.push(question);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) });
    });
    proxy = await TunnelProxy.start({
      "tables.test:8000": shop().endpoint,
      "objects.test:80": objects.endpoint,
    });
  });
  afterEach(async () => {
    await proxy.stop();
    await objects.close();
  });

  it("is what tables and objects are written, and old tables read through", async () => {
    const env = { HTTP_PROXY: proxy.url, AWS_ENDPOINT_URL_S3: "http://objects.test" };
    const run = await shop().command(`run ${through}`, { env });
    expect(run).toMatchObject({ code: 0 });
    expect(await shop().items("notes")).toMatchObject([{ id: { S: "large" } }, { id: { S: "small" } }]);
    expect(put).toMatchObject([{ method: "PUT", headers: { host: "objects.test" } }]);
    expect(put[0]?.body.length).toBe(3_000_000);
    expect(new Set(proxy.asked)).toEqual(new Set(["tables.test:8000", "objects.test:80"]));
    // What is not encrypted it could read.
    expect(proxy.carried).toContain("shop-dev-notes");

    expect(await shop().command(`run old.yaml ${through}`, { env })).toMatchObject({ code: 0 });
    expect(await shop().items("tags")).toMatchObject([{ id: { S: "large" } }, { id: { S: "small" } }]);
  });

  it("is not asked for this machine", async () => {
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    expect(await shop().command("run --limit 1", { env })).toMatchObject({ code: 0 });
    expect(proxy.asked).toEqual([]);
  });

  it("is what a workspace of HCP Terraform is asked through", async () => {
    const env = { HTTPS_PROXY: proxy.url, TF_TOKEN_hcp_test: "token" };
    const { code, error } = await shop().command("env --outputs hcp:hcp.test/acme/forum", { env });
    expect({ code, error }).toEqual({
      code: 3,
      error: ["cannot reach hcp.test: Proxy response (403) !== 200 when HTTP Tunneling"],
    });
    expect(proxy.asked).toEqual(["hcp.test:443"]);
  });

  it("ends a run at once where it refuses", async () => {
    const env = { HTTP_PROXY: `http://${proxy.host}` };
    const { code, error } = await shop().command(`run --limit 1 ${through}`, { env });
    expect(code).toBe(3);
    expect(error.join("\n")).toContain("Proxy response (407)");
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
  });

  it("must be a URL", async () => {
    const { code, error } = await shop().command("run", { env: { HTTPS_PROXY: "http://" } });
    expect({ code, error }).toEqual({
      code: 2,
      error: ["HTTPS_PROXY must be a URL such as http://proxy.example.com:3128"],
    });
  });
});
