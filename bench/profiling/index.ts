import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { run, startSinkProcess } from "../child";
import type { Figure } from "../figure";
import { type BenchOptions, selected } from "../options";
import { makeWorkFolder, type WorkFolder } from "../running/work-folder";
import { type Work, works } from "../running/work";
import { bin } from "../writing/migrate";
import { selfTimes } from "./cpu-profile";
import { partOf } from "./part-of";

const filesShown = 25;
const usual = ["plain-long", "mapped-long"];

/** Where the processor time of `dynamodb-migrate run` goes, by part of the runner and by file. */
export async function profile({ rows, works: names = usual }: BenchOptions): Promise<Figure[]> {
  const folder = makeWorkFolder(rows);
  const sink = await startSinkProcess();
  const figures: Figure[] = [];
  try {
    for (const work of selected("--works", works, names))
      figures.push(...(await profileOf(work, folder, sink.endpoint, rows)));
  } finally {
    sink.close();
    folder.remove();
  }
  return figures;
}

async function profileOf(work: Work, folder: WorkFolder, endpoint: string, rows: number): Promise<Figure[]> {
  await folder.prepare(work);
  folder.forgetRuns();
  const profiles = mkdtempSync(join(tmpdir(), "bench-profile-"));
  try {
    const options = ["--cpu-prof", "--cpu-prof-interval", "500", "--cpu-prof-dir", profiles];
    const args = [`${work.name}.yaml`, "--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
    const { cpuSeconds } = await run([...options, bin, "run", ...args], folder.path);
    const [file = ""] = readdirSync(profiles);
    return figuresOf(work, join(profiles, file), cpuSeconds * 1e6, rows);
  } finally {
    rmSync(profiles, { recursive: true, force: true });
  }
}

/**
 * The profiler measures elapsed time: if other programs took the processor meanwhile, the parts are scaled down to the
 * processor time.
 * @param total microseconds of processor time, with V8's other threads
 */
function figuresOf(work: Work, path: string, total: number, rows: number): Figure[] {
  const parts = new Map<string, number>();
  const files = new Map<string, number>();
  const add = (to: Map<string, number>, name: string, us: number): void =>
    void to.set(name, (to.get(name) ?? 0) + us);
  for (const [frame, us] of selfTimes(path)) {
    const part = partOf(frame);
    if (part === "idle") continue;
    add(parts, part, us);
    if (part === "garbage collection") continue;
    add(files, `${part}: ${frame.file.startsWith("/") ? nameOf(frame.file) : frame.file || frame.name}`, us);
  }
  const mainThread = [...parts.values()].reduce((sum, us) => sum + us, 0);
  const scale = Math.min(1, total / mainThread);
  const line = ([what, us]: [string, number]): Figure => ({
    what: `${work.name}: ${what}`,
    figure: `${((us * scale) / rows).toFixed(2)} µs per row`,
    ratio: `${(((us * scale) / total) * 100).toFixed(1)} %`,
  });
  const most = (of: Map<string, number>): [string, number][] => [...of].toSorted(([, a], [, b]) => b - a);
  return [
    ...most(parts).map(line),
    line(["other threads", (total - mainThread * scale) / scale]),
    line([scale < 1 ? `all (scaled by ${scale.toFixed(2)}: the machine was busy)` : "all", total / scale]),
    ...most(files).slice(0, filesShown).map(line),
  ];
}

function nameOf(file: string): string {
  return relative(join(__dirname, "../.."), file).replace(/^.*node_modules\//, "");
}
