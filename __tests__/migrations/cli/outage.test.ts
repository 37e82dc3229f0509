import { Agent } from "node:http";
import { afterAll, afterEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { ask } from "../../emulators/http-exchange";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
entities: { note: { from: { file: notes.json }, to: notes } }
`;
const notes = Array.from({ length: 100 }, (_, index) => ({ id: `n${index}` }));

describeWith("an outage during a command", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, { "migration.yaml": migration, "notes.json": JSON.stringify(notes) });
  const agent = new Agent();
  let proxy: ProxyServer;
  afterEach(() => proxy.close());
  afterAll(() => agent.destroy());

  /** How many requests after the first batch are cut; counted down. */
  let cuts: number;

  /** Cuts the connections of so many requests after the first batch, and calls back before each cut. */
  async function outage(requests: number, onCut: () => void = () => {}): Promise<void> {
    let batches = 0;
    cuts = requests;
    proxy = await startProxyServer((question) => {
      const isBatch = String(question.headers["x-amz-target"]).endsWith(".BatchWriteItem");
      if (!isBatch || ++batches === 1 || cuts === 0) return ask(shop().endpoint, question, agent);
      cuts--;
      onCut();
      return Promise.resolve(null);
    });
  }
  const run = (more: readonly string[], terminal = {}) =>
    shop().command(
      ["run --batch-size 5 --concurrency 1", ...more, "--endpoint", proxy.endpoint].join(" "),
      terminal,
    );

  it("is waited for: the run finishes", async () => {
    await outage(6);
    const { code, error } = await run([]);
    expect(code, error.join("\n")).toBe(0);
    expect(await shop().items("notes")).toHaveLength(notes.length);
  });

  it("ends the run after --give-up-after, resumable", async () => {
    await outage(Infinity);
    const { code, error } = await run(["--give-up-after 1s"]);
    expect(code).toBe(3);
    expect(error.join("\n")).toMatch(/table shop-dev-notes does not accept writes: .*\(retried for 1 s\)/);
    cuts = 0;
    expect(await run(["--resume"])).toMatchObject({ code: 0 });
    expect(await shop().items("notes")).toHaveLength(notes.length);
  });

  it("is not waited for any longer once the command is interrupted", async () => {
    const stopping = new AbortController();
    let met = 0;
    await outage(Infinity, () => {
      if (++met === 3) stopping.abort();
    });
    const { code } = await run(["--give-up-after never"], { signal: stopping.signal });
    expect(code).toBe(130);
    expect(met).toBe(3);
  });

  it.each(["0s", "5", "5d", "-1s", "1.5m", "soon"])("is not waited for as long as %s", async (time) => {
    await outage(0);
    const { code, error } = await run([`--give-up-after ${time}`]);
    expect(code).toBe(2);
    expect(error.join("\n")).toContain("expected a time such as 30s, 5m or 2h, at least 1s, or never");
  });
});
