import { hash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadRecordMapping } from "../../cutover/stores/migration-mapping";
import { writeCrawl } from "../../examples/crawl4ai/generator/crawl-database";
import { makePage } from "../../examples/crawl4ai/generator/crawled-page";
import { Random } from "../../examples/forum/generator/random";
import type { CacheStatus } from "../../examples/crawl4ai/service/cache";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { findNode22 } from "../emulators/node-22";
import { both, describeWith } from "../emulators/real-part";
import { bundledExample } from "./cutover/bundled-example";
import { CutoverEnvironment } from "./cutover/cutover-environment";
import { outputsOf } from "./cutover/example-tables";
import { ReadingClient, RecordsClient } from "./cutover/load";
import type { PhaseDriver } from "./cutover/phase-driver";
import { ServiceProcess } from "./cutover/service-process";
import { SqliteProcess } from "./cutover/sqlite-process";
import { differences, itemsInTable, plainJson, type Plain, type StoredItem } from "./cutover/stored-states";

const outputs = outputsOf({
  results: { name: "crawl4ai-results", partitionKey: "urlHash", ttl: "ttl" },
  sessions: { name: "crawl4ai-sessions", partitionKey: "sessionId" },
});
/** Each change is several requests of DynamoDB Local, which the machine has to carry out, too. */
const restMs = 80;
const days30 = 30 * 86_400;
const compressed = ["html", "cleaned_html", "markdown", "screenshot"];

const parts = () => both(findDynamoDbLocal(), findNode22());

describeWith("the cache service of Crawl4AI", parts, ({ first: dynamoDbLocal, second: node }) => {
  let site: CutoverEnvironment;
  let sqlite: SqliteProcess;
  let driver: PhaseDriver;
  let program: string;
  const services: ServiceProcess[] = [];

  beforeAll(async () => {
    site = await CutoverEnvironment.start(dynamoDbLocal, outputs);
    const path = join(site.folder, "crawl4ai.db");
    writeCrawl(path, { pages: 8, sessions: 1 }, new Date());
    const server = "examples/crawl4ai/service/server.ts";
    program = await bundledExample(server, ["examples/crawl4ai/cutover.yaml"], site.folder);
    sqlite = await SqliteProcess.start(node, path);
    const mapping = await loadRecordMapping({
      ...{ migration: "examples/crawl4ai/cutover.yaml", outputs, entity: "page" },
    });
    driver = site.driver({ mapping, old: sqlite.store("crawled_data", "url"), processes: 3 });
    await driver.init();
    const own = [{}, {}, { DYNAMODB_MIGRATION_PCT: "100" }];
    services.push(...(await Promise.all(own.map((variables) => startService(variables)))));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await sqlite.stop();
    await site.stop();
  });

  function startService(variables: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    return ServiceProcess.start(program, { ...site.variables, ...variables }, "/status", node);
  }

  function urls(): string[] {
    return services.map(({ url }) => `${url}/pages`);
  }

  async function status(index: number): Promise<CacheStatus> {
    return (await (await fetch(`${services[index]?.url}/status`)).json()) as CacheStatus;
  }

  async function put(url: string, body: string): Promise<number> {
    const response = await fetch(`${urls()[0]}/${encodeURIComponent(url)}`, { method: "PUT", body });
    await response.text();
    return response.status;
  }

  async function kill(index: number): Promise<void> {
    await site.forget(await services[index]?.killAndRestart());
  }

  function inTable(): Promise<Map<string, Plain>> {
    return itemsInTable(site.client, "crawl4ai-results", (item) => item["url"]?.S ?? "", unpacked);
  }

  async function rows(): Promise<readonly Row[]> {
    return (await sqlite.rows("SELECT * FROM crawled_data")) as unknown as readonly Row[];
  }

  async function expectSame(): Promise<void> {
    const wanted = new Map((await rows()).map((row) => [row.url, plainJson(itemOf(row))]));
    expect(differences(wanted, await inTable())).toEqual([]);
  }

  it("rejects pages that DynamoDB cannot store, in the phase old, too", async () => {
    const noise = Array.from({ length: 9000 }, (_, index) => hash("sha512", String(index), "base64")).join(
      "",
    );
    const before = await rows();
    expect(await put("https://a.example/", JSON.stringify({ html: noise }))).toBe(422);
    expect(await put("https://a.example/", JSON.stringify({ response_headers: "{" }))).toBe(422);
    expect(await put("https://a.example/", JSON.stringify({ html: 1 }))).toBe(400);
    expect(await put("https://a.example/", "{")).toBe(400);
    expect(await rows()).toEqual(before);
  });

  it("loses no page on the way to DynamoDB and back, while its processes are killed", async () => {
    const clients = [1, 2, 3].map(
      (seed) =>
        new RecordsClient({
          ...{ urls, seed, restMs, make: page },
          keys: Array.from({ length: 8 }, (_, index) => `https://crawled.example/${seed}/${index}?q=é`),
        }),
    );
    const reader = new ReadingClient({
      urls,
      keys: clients.flatMap((one) => one.settings.keys),
      seed: 4,
      restMs,
    });
    const load = [...clients, reader];
    const pausedAndSame = async () => {
      await Promise.all(load.map((one) => one.pause()));
      await driver.settled();
      await expectSame();
      load.forEach((one) => one.resume());
    };

    await driver.advance();
    await kill(0);
    await driver.backfill((await rows()).map(({ url }) => url));
    await driver.advance();
    // Only the process with DYNAMODB_MIGRATION_PCT=100 reads the tables.
    while ((await status(2)).total.new.reads === 0) await sleep(50);
    expect((await status(1)).total.new.reads).toBe(0);
    await driver.record("verified");
    await driver.percent(100);
    while ((await status(1)).total.new.reads === 0) await sleep(50);
    await kill(1);
    await pausedAndSame();
    await driver.flip("new");
    await expect(startService({ FORCE_SQLITE: "true" })).rejects.toThrow(
      "FORCE_SQLITE=true would change the authority of page",
    );
    const shown = await (await fetch(`${services[2]?.url}/`)).text();
    expect(shown).toMatch(/<th>phase<\/th><td>new, .*<th>authority<\/th><td>DynamoDB</s);
    expect(shown).toContain("<td>DYNAMODB_MIGRATION_PCT=100</td>");
    await kill(2);
    await pausedAndSame();
    await driver.flip("old");
    await driver.back();
    await Promise.all(load.map((one) => one.stop()));
    await driver.settled();

    await expectSame();
    const stored = new Map((await rows()).map((row) => [row.url, row]));
    const isSame = (wanted: object | undefined, found: object | undefined) =>
      plainJson(wanted ?? null) === plainJson(found ?? null);
    for (const { expected } of clients) {
      expect(expected.lost((url) => stored.get(url) as Record<string, unknown> | undefined, isSame)).toEqual(
        [],
      );
      expect(expected.acknowledged).toBeGreaterThan(10);
    }
    expect(reader.failures).toEqual([]);
    console.log(
      `crawl4ai: ${clients.map(({ expected }) => `${expected.acknowledged} (+ ${expected.unanswered})`).join(", ")} changes, ` +
        `${reader.served} reads, stops ${driver.stops.map(Math.round).join(", ")} ms`,
    );
  });
});

/** A row of SQLite. */
type Row = Record<string, unknown> & { readonly url: string; readonly response_headers: string };

/** Every 20th page is compressed. */
function page(url: string, number: number): Record<string, unknown> {
  const paragraphs = number % 20 === 0 ? 1600 : 3;
  const made = makePage(new Random(number), number, { date: new Date(), paragraphs, screenshotBytes: 0 });
  return { ...made, url };
}

/** The item of a row, by other code than the mapping's. */
function itemOf(row: Row): Record<string, unknown> {
  const { date } = JSON.parse(row.response_headers) as { date?: string };
  const ttl = date === undefined ? {} : { ttl: Date.parse(date) / 1000 + days30 };
  return { ...row, ...ttl, urlHash: hash("sha256", row.url) };
}

function unpacked(item: StoredItem): StoredItem {
  const contents = { ...item };
  for (const name of compressed) {
    if (contents[`${name}#encoding`] === undefined) continue;
    expect(contents[`${name}#encoding`]?.S).toBe("text+gzip");
    contents[name] = { S: gunzipSync(contents[name]?.B ?? new Uint8Array()).toString("utf8") };
    delete contents[`${name}#encoding`];
  }
  return contents;
}
