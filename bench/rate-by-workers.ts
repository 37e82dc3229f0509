import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killWorkers } from "../__tests__/migrations/cli/worker-processes";
import { seededRandom } from "../__tests__/emulators/seeded-random";
import { credentials, type Received, startSinkProcess } from "./child";
import type { Figure } from "./figure";
import { selected } from "./options";
import { makeWorkFolder } from "./running/work-folder";
import { type Work, works } from "./running/work";
import { bin } from "./writing/migrate";

const seconds = 60;
const unitsPerSecond = 2000;
const workers = 4;
const hook = join(__dirname, "sent-hook.cjs");

/**
 * How near `--rate` comes to what was asked if four workers share it and are killed on the way: on average from the first
 * item to the last, and in the busiest second, as the items go to the network and as they arrive. Rows have less than 1 KB,
 * which is one unit.
 * @throws if the run fails
 */
export async function rateByWorkers(): Promise<Figure[]> {
  const folder = makeWorkFolder(seconds * unitsPerSecond);
  const sink = await startSinkProcess({ keeps: false, notesTimes: true });
  const sent = mkdtempSync(join(tmpdir(), "bench-sent-"));
  try {
    const [work] = selected("--works", works, ["plain-short"]) as [Work];
    await folder.prepare(work);
    const place = ["--outputs", "outputs.json", "--endpoint", sink.endpoint];
    const options = ["--workers", String(workers), "--rate", String(unitsPerSecond)];
    const child = spawn(process.execPath, [bin, "run", `${work.name}.yaml`, ...place, ...options], {
      cwd: folder.path,
      env: {
        ...{ ...process.env, ...credentials },
        ...{ NODE_OPTIONS: `--require ${JSON.stringify(hook)}`, BENCH_SENT: sent },
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    child.stderr.on("data", (piece: Buffer) => (text += piece.toString()));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, lines: [text] }));
    const killed = await killWorkers({ child, ended }, { random: seededRandom(1), times: 10, maxMs: 10_000 });
    const { code } = await ended;
    if (code !== 0) throw new Error(text);
    const { arrivals } = await sink.received();
    const average = averageOf(arrivals);
    const [leaving, arriving] = [sentIn(sent), arrivals].map(busiestSecond) as [number, number];
    return [
      {
        what: `--rate ${unitsPerSecond}, --workers ${workers}, ${killed} of them killed`,
        figure: `${average.toFixed(0)} write units a second; in the busiest second, ${leaving} were sent and ${arriving} arrived`,
        ratio: `${[average, leaving, arriving].map(percent).join(", ")} of what was asked`,
      },
    ];
  } finally {
    sink.close();
    folder.remove();
    rmSync(sent, { recursive: true, force: true });
  }
}

/** Times and numbers of items, in the order of the times. */
type Times = Received["arrivals"];

/** What all processes have noted, see `sent-hook.cjs`. */
function sentIn(folder: string): Times {
  const lines = readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "");
  const times = lines.map((line) => line.split(" ").map(Number) as [ms: number, items: number]);
  return times.toSorted(([one], [other]) => one - other);
}

function averageOf(times: Times): number {
  const items = times.reduce((sum, [, count]) => sum + count, 0);
  const [first, last] = [times[0]?.[0] ?? 0, times.at(-1)?.[0] ?? 0];
  return (items * 1000) / (last - first);
}

/** The most items within any 1,000 ms. */
function busiestSecond(times: Times): number {
  let [most, sum, from] = [0, 0, 0];
  for (const [ms, count] of times) {
    sum += count;
    for (; (times[from]?.[0] ?? ms) <= ms - 1000; from++) sum -= times[from]?.[1] ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}

function percent(units: number): string {
  return `${((units / unitsPerSecond) * 100).toFixed(1)} %`;
}
