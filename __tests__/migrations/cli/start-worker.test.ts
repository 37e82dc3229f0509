import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { ParentMessage, SharedAccess } from "../../../migrations/cli/worker-process";

const access: SharedAccess = {
  endpoint: { origin: "http://127.0.0.1:8000", path: "/", region: "us-east-1", userAgent: "aws-sdk-js" },
  identity: { accessKeyId: "AKID", secretAccessKey: "secret" },
  ...{ place: "http://127.0.0.1:8000", region: "us-east-1" },
};

it("keeps what the parent of a worker says of the access, before and after other messages", async () => {
  const module = require.resolve("../../../migrations/cli/start-worker.ts");
  const worker = `
    const parent = require(${JSON.stringify(module)}).workerParent(() => undefined);
    process.on("message", () => process.send([parent.access()]));`;
  const tsx = pathToFileURL(require.resolve("tsx")).href;
  const child = spawn(process.execPath, ["--import", tsx, "--eval", worker, "x", "work"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const said: unknown[] = [];
  const messages: readonly ParentMessage[] = [
    { kind: "skip", shard: "1" },
    { kind: "access", access },
    { kind: "skip", shard: "2" },
  ];
  for (const message of messages) {
    child.send(message);
    const [[known]] = (await once(child, "message")) as [unknown[]];
    said.push(known);
  }
  child.disconnect();
  expect(said).toEqual([null, access, access]);
});
