import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { type FaultProxy, startFaultProxy } from "../emulators/fault-proxy";
import { describeWith } from "../emulators/real-part";
import { runner } from "../emulators/runner";
import { ForumProject } from "./forum-project";

const minutes = 60_000;
const outputs = [".dynamodb-migrate", "local-outputs.json"].join("/");

describeWith("the forum's migration on a bad day", findDynamoDbLocal, () => {
  let project: ForumProject;
  let proxy: FaultProxy | undefined;

  beforeEach(async () => {
    project = new ForumProject(process.env);
    project.addData({ users: 200, threads: 500, posts: 3_000 });
    expect((await project.synth()).code).toBe(0);
    expect((await project.migrate("local", "up")).code).toBe(0);
  }, minutes);

  afterEach(async () => {
    await proxy?.close();
    await project.migrate("local", "down");
    project.remove();
  });

  function localEndpoint(): string {
    const state = readFileSync(project.path(".dynamodb-migrate", "local.json"), "utf8");
    return (JSON.parse(state) as { endpoint: string }).endpoint;
  }

  const through = ({ endpoint }: FaultProxy) => ["run", "--outputs", outputs, "--endpoint", endpoint];

  it(
    "brings every item through throttling, lost answers and unprocessed items",
    async () => {
      const rates = { throttle: 0.15, unprocessed: 0.2, serverError: 0.05, cutBefore: 0.03, cutAfter: 0.05 };
      const operations = ["BatchWriteItem", "PutItem"];
      proxy = await startFaultProxy({ target: localEndpoint(), seed: 17, rates, operations, maxDelayMs: 20 });
      const run = await project.migrate(...through(proxy));
      console.log(`faults met: ${JSON.stringify(proxy.counts)}\n${run.text}`);
      expect(run.code, run.text).toBe(0);
      expect(proxy.counts.unprocessedItems).toBeGreaterThan(100);
      expect(proxy.counts.cutAfter).toBeGreaterThan(0);

      const verified = await project.migrate("verify", "--local");
      expect(verified.text).toContain("3,700 items match, none missing, none extra");
    },
    3 * minutes,
  );

  it(
    "is verified through throttled and lost reads",
    async () => {
      expect((await project.migrate("run", "--local")).code).toBe(0);
      const rates = { throttle: 0.2, serverError: 0.1, cutBefore: 0.05, cutAfter: 0.05 };
      proxy = await startFaultProxy({ target: localEndpoint(), seed: 17, rates });
      const run = await project.migrate("verify", ...through(proxy).slice(1));
      expect(run.code, run.text).toBe(0);
      expect(proxy.counts.throttle).toBeGreaterThan(0);
    },
    3 * minutes,
  );

  it(
    "goes on after a kill, and neither loses nor doubles an item",
    async () => {
      const slow = await startFaultProxy({ target: localEndpoint(), seed: 17, maxDelayMs: 200 });
      proxy = slow;
      const [command, ...parameters] = runner(...through(slow));
      const child = spawn(command, parameters, { cwd: project.folder, stdio: "ignore" });
      const exited = once(child, "exit");
      await expect.poll(() => slow.counts.forwarded, { timeout: minutes, interval: 20 }).toBeGreaterThan(60);
      child.kill("SIGKILL");
      expect(await exited).toEqual([null, "SIGKILL"]);

      const interrupted = await project.migrate("verify", "--local");
      expect(interrupted.code, interrupted.text).toBe(1);
      const again = await project.migrate(...through(slow));
      console.log(again.text);
      expect(again.code, again.text).toBe(0);
      const verified = await project.migrate("verify", "--local");
      expect(verified.text).toContain("3,700 items match, none missing, none extra");
    },
    3 * minutes,
  );
});
