import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findOpenssl } from "../../emulators/certificates";
import { findDynalite } from "../../emulators/dynalite";
import { HcpTerraform, hcpToken } from "../../emulators/hcp-terraform";
import { ask, operationOf, type Question } from "../../emulators/http-exchange";
import { type ProgramRun, runProgram } from "../../emulators/program";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { both, describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { TunnelProxy } from "../../emulators/tunnel-proxy";
import { outputs, useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
oversize: { offload: { bucket: pages, attributes: [body] } }
entities: { note: { from: { file: notes.json }, to: notes } }
`;
const old = `
name: old
source: { dynamodb: "https://tables.test" }
entities: { note: { from: { table: old }, to: notes } }
`;
const exported = `
name: exported
source: { dynamodbExport: "s3://pages" }
entities: { note: { from: { folder: e1 }, to: notes } }
`;
const notes = [{ id: "small" }, { id: "large", body: "x".repeat(500_000) }];

/** A line that says what a certificate lacks, and how to mend it. */
function mendable(begin: string): RegExp {
  // Later versions of Node.js add a hint of their own.
  const said = "unable to verify the first certificate(; if [^;]+)?";
  const remedy = "name its authority's certificate in NODE_EXTRA_CA_CERTS";
  return new RegExp(`^${begin.replaceAll(".", "\\.")}.*${said}; ${remedy}`);
}

describeWith(
  "a proxy on the way to HTTPS",
  () => both(findDynalite(), findOpenssl()),
  ({ first, second }) => {
    const shop = useWorkspace(first, {
      ...{ "migration.yaml": migration, "old.yaml": old, "export.yaml": exported },
      "notes.json": JSON.stringify(notes),
    });
    const agent = new Agent();
    const asked: Question[] = [];
    let folder: string;
    let authority: string;
    let hcp: HcpTerraform;
    let server: ProxyServer;
    let proxy: TunnelProxy;
    let run: ProgramRun;
    let stored: Item[];

    const environment = () => ({
      ...{ HTTPS_PROXY: proxy.url, TF_TOKEN_hcp_test: hcpToken },
      AWS_ENDPOINT_URL_S3: "https://objects.test",
    });

    /** As a user has it who trusts the server's authority, which Node.js reads when it starts. */
    function trusting(...parameters: string[]): Promise<ProgramRun> {
      const [command, ...rest] = runner(...parameters);
      const own = { PATH: process.env["PATH"], HOME: folder, NODE_EXTRA_CA_CERTS: authority };
      return runProgram(command, rest, { folder: shop().folder, environment: { ...own, ...environment() } });
    }

    /** What came to the server for a host. */
    const to = (host: string) => asked.filter(({ headers }) => headers.host === host);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "certificates-"));
      authority = await second.authority(folder, "authority");
      const names = "DNS:tables.test,DNS:objects.test,DNS:hcp.test";
      hcp = await HcpTerraform.start();
      hcp.answers = {
        outputs: [{ name: "dynamodb_tables", value: outputs["shop-dev-us-east-1"].dynamodb_tables }],
      };
      const places: Readonly<Record<string, string>> = {
        "tables.test": shop().endpoint,
        "hcp.test": `http://${hcp.host}`,
      };
      server = await startProxyServer(
        (question) => {
          asked.push(question);
          const place = places[question.headers.host ?? ""];
          return place === undefined
            ? Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) })
            : ask(place, question, agent);
        },
        await second.certificate(folder, authority, names),
      );
      const hosts = ["tables.test", "objects.test", "hcp.test", "elsewhere.test"];
      proxy = await TunnelProxy.start(
        Object.fromEntries(hosts.map((host) => [`${host}:443`, server.endpoint])),
      );
      const from = ["--outputs", "hcp:hcp.test/acme/forum"];
      run = await trusting("run", ...from, "--endpoint", "https://tables.test");
      stored = await shop().items("notes");
    });
    afterAll(async () => {
      await proxy.stop();
      await server.close();
      await hcp.stop();
      agent.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    it("lets a run end well", () => {
      expect(run.code, run.text).toBe(0);
    });

    it("is asked for tunnels to hosts by their names", () => {
      expect(new Set(proxy.asked)).toEqual(new Set(["hcp.test:443", "tables.test:443", "objects.test:443"]));
    });

    it("is what the outputs of a workspace of HCP Terraform come through", () => {
      expect(to("hcp.test").map(({ path }) => path)).toContain("/api/v2/organizations/acme/workspaces/forum");
    });

    it("is what tables are described through, and their items written", () => {
      const operations = to("tables.test").map(({ headers }) => operationOf(headers));
      const expected = ["DescribeTable", "Scan", "BatchGetItem", "BatchWriteItem"];
      expect(new Set(operations)).toEqual(new Set(expected));
      expect(stored).toMatchObject([{ id: { S: "large" } }, { id: { S: "small" } }]);
    });

    it("is what large attributes are stored through", () => {
      expect(to("objects.test").map(({ method, body }) => [method, body.length])).toEqual([["PUT", 500_000]]);
    });

    it("carries what it cannot read", () => {
      const { carried } = proxy;
      expect(carried.length).toBeGreaterThan(500_000);
      const contents = ["HTTP/1.1", "x-amz-target", hcpToken, "shop-dev-notes", "xxxxxxxxxx"];
      expect(contents.filter((content) => carried.includes(content))).toEqual([]);
    });

    it.each([
      [
        "tables",
        "run --endpoint https://tables.test",
        "cannot reach table shop-dev-notes in https://tables.test: UNABLE_TO_VERIFY_LEAF_SIGNATURE: ",
      ],
      ["objects", "run", "Stopped: cannot put s3://pages/shop-dev-notes/large/body-"],
      ["old tables", "run old.yaml", "cannot read https://tables.test old: "],
      ["exports", "run export.yaml", "cannot read s3://pages/e1/manifest-summary.json: "],
      ["outputs", "env --outputs hcp:hcp.test/acme/forum", "cannot reach hcp.test: "],
    ])("is no reason to trust a server of %s whose authority nobody knows", async (_what, line, begin) => {
      const before = asked.length;
      const { code, error } = await shop().command(line, { env: environment() });
      expect(code).toBe(3);
      expect(error).toContainEqual(expect.stringMatching(mendable(begin)));
      expect(asked.length).toBe(before);
    });

    it("is no reason to take one server for another", async () => {
      const { code, text } = await trusting("run", "--endpoint", "https://elsewhere.test");
      expect(code).toBe(3);
      expect(text).toContain("Host: elsewhere.test. is not in the cert's altnames");
    });
  },
);
