import { expect, it } from "vitest";
import { startServerProcess } from "./server-process";

it("a server that ends before it answers is reported with its log", async () => {
  const started = startServerProcess({
    command: process.execPath,
    arguments: ["-e", 'console.error("no module named moto"); process.exit(1)'],
    endpoint: "http://127.0.0.1:9",
    timeoutMs: 5_000,
  });
  await expect(started).rejects.toThrow(
    /does not answer at http:\/\/127\.0\.0\.1:9 .*\nno module named moto/,
  );
});
