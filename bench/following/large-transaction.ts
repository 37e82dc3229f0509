import { setTimeout as sleep } from "node:timers/promises";
import type { Figure } from "../figure";
import { eachDatabase, type FollowedDatabase } from "./databases";
import { Follower } from "./follower";

const rows = 300_000;

/**
 * Peak memory of `follow` that carries one transaction over which has written every row of a large table. Into a sink, since
 * DynamoDB Local takes minutes for it.
 */
export function largeTransaction(): Promise<Figure[]> {
  return eachDatabase(
    `follow: a transaction of ${rows.toLocaleString("en")} rows`,
    { rows, body: `'${"x".repeat(900)}'`, target: "sink" },
    measureMemory,
  );
}

async function measureMemory(followed: FollowedDatabase): Promise<Figure[]> {
  const running = new Follower(followed, "run", "--follow");
  await running.said("Following run");
  await running.end("SIGINT");
  await followed.database.query("UPDATE bench SET amount = amount + 1");
  const startedMs = performance.now();
  const catching = new Follower(followed, "follow", "--until", "caught-up");
  let hasEnded = false;
  const ended = catching.done().finally(() => (hasEnded = true));
  let peakMb = 0;
  while (!hasEnded) {
    peakMb = Math.max(peakMb, catching.peakMb);
    await Promise.race([sleep(20), ended]);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  await new Follower(followed, "follow", "end").done();
  return [
    {
      what: `follow ${followed.name}: a transaction of ${rows.toLocaleString("en")} rows of 900 bytes`,
      figure: `${peakMb.toFixed(0)} MB at most, ${seconds.toFixed(0)} s`,
    },
  ];
}
