import { rename, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { type Answer, ask, jsonAnswer, type Question } from "../../emulators/http-exchange";
import { type ProgramRun, runProgram } from "../../emulators/program";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

const count = 300;
/** Requests that one pair of keys is good for. */
const requestsPerKey = 12;

describeWith("credentials that are replaced during a command", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml":
      "name: shop\nsource: { json: . }\nentities: { note: { from: { file: notes.json }, to: notes } }\n",
    "notes.json": JSON.stringify(Array.from({ length: count }, (_, index) => ({ id: `n${index}` }))),
  });
  const agent = new Agent();
  let proxy: ProxyServer;
  let refusal: string;
  /** Those that are taken: two while one replaces the other. */
  let keys: string[];
  /** Settles once keys were replaced: one replacement waits for another, since they write the same file. */
  let replaced = Promise.resolve();
  let served: number;
  let refused: Map<string, number>;

  beforeAll(async () => {
    proxy = await startProxyServer(respond);
  });
  beforeEach(async () => {
    served = 0;
    refused = new Map<string, number>();
    keys = ["KEY0"];
    await saveKey("KEY0");
  });
  afterAll(async () => {
    await proxy.close();
    agent.destroy();
  });

  /** Takes one key only, and replaces it after a few requests, in the shared file first. */
  async function respond(question: Question): Promise<Answer> {
    const { headers } = question;
    const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
    const key = /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
    if (!keys.includes(key)) {
      refused.set(operation, (refused.get(operation) ?? 0) + 1);
      return jsonAnswer(400, { __type: `com.amazon.coral.service#${refusal}`, message: "no" });
    }
    if (++served % requestsPerKey === 0) {
      const next = `KEY${served}`;
      await (replaced = replaced.then(() => replaceBy(next)));
    }
    return ask(shop().endpoint, question, agent);
  }

  async function replaceBy(next: string): Promise<void> {
    keys.push(next);
    await saveKey(next);
    keys = [next];
  }

  async function saveKey(key: string): Promise<void> {
    const path = join(shop().folder, "credentials");
    await writeFile(`${path}.new`, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
    await rename(`${path}.new`, path);
  }

  function program(...parameters: string[]): Promise<ProgramRun> {
    const [command, ...rest] = runner(...parameters);
    const { folder } = shop();
    const environment = {
      ...{ PATH: process.env["PATH"], HOME: folder, AWS_PROFILE: "default" },
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    };
    return runProgram(command, rest, { folder, environment });
  }

  it.each(["ExpiredTokenException", "UnrecognizedClientException"])(
    "are read again after %s: by run, verify, backup and a table as the source",
    async (name) => {
      refusal = name;
      const endpoint = ["--endpoint", proxy.endpoint];
      const table = `name: table\nsource: { dynamodb: "us-east-1@${proxy.endpoint}" }\n`;
      const entities =
        'entities: { note: { from: { table: shop-dev-notes }, to: tags, item: { id: "${row.id}", name: copy } } }\n';
      await shop().file("table.yaml", table + entities);
      const commands = [
        [
          "run",
          "migration.yaml",
          "--batch-size",
          "5",
          "--concurrency",
          "2",
          "--on-conflict",
          "overwrite",
          ...endpoint,
        ],
        ["verify", "migration.yaml", ...endpoint],
        ["backup", "notes", "--to", `kept-${name}`, ...endpoint],
        ["run", "table.yaml", "--batch-size", "5", "--concurrency", "2", ...endpoint],
      ];
      for (const command of commands) {
        const { code, text } = await program(...command);
        expect(code, text).toBe(0);
      }
      expect(await shop().items("tags")).toHaveLength(count);
      const reads = ["Scan", "BatchGetItem", "DescribeTable"].filter((operation) => refused.has(operation));
      expect(reads.length).toBeGreaterThan(0);
      expect(refused.has("BatchWriteItem")).toBe(true);
    },
    120_000,
  );
});
