import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { type Answer, ask } from "../../emulators/http-exchange";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });
const waiting = { timeout: 120_000, interval: 20 };

describeWith("a run whose writes are not responded to", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml":
      "name: shop\nsource: { json: . }\nentities: { note: { from: { file: notes.json }, to: notes } }\n",
    "notes.json": '[{"id":"n1"}]',
  });
  const agent = new Agent();
  let proxy: ProxyServer;
  let writes = 0;
  let release = (): void => undefined;

  beforeAll(async () => {
    const held = new Promise<void>((resolve) => (release = resolve));
    proxy = await startProxyServer(async (question): Promise<Answer> => {
      if (/\.(Put|Update|BatchWrite|TransactWrite)/.test(String(question.headers["x-amz-target"]))) {
        writes++;
        await held;
      }
      return ask(shop().endpoint, question, agent);
    });
  });
  afterAll(async () => {
    release();
    await proxy.close();
    agent.destroy();
  });

  it("exits at the second signal, and leaves no lock", async () => {
    const { folder } = shop();
    const [command, ...parameters] = runner("run", "--endpoint", proxy.endpoint);
    const child = spawn(command, parameters, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const locks = async (): Promise<string[]> => {
      const names = await readdir(join(folder, ".dynamodb-migrate"), { recursive: true }).catch(() => []);
      return names.filter((name) => name.endsWith("/lock"));
    };

    await expect.poll(() => writes, waiting).toBeGreaterThan(0);
    child.kill("SIGINT");
    await expect.poll(() => text, waiting).toContain("press Ctrl-C again to exit at once");
    expect(await locks()).toHaveLength(1);
    child.kill("SIGINT");
    expect(await exit).toBe(130);
    expect(await locks()).toEqual([]);
  });
});
