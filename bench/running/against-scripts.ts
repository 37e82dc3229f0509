import { startSinkProcess, type SinkProcess, type Used } from "../child";
import { type Figure, median, times } from "../figure";
import { type BenchOptions, selected } from "../options";
import { botoSide, dyneinSide, runnerSide, scriptSide, type Side } from "./side";
import { makeWorkFolder, type WorkFolder } from "./work-folder";
import { type Work, works } from "./work";

/** Other tools are measured with this work only. */
const workOfOtherTools = "plain-short";

/**
 * `dynamodb-migrate run` beside the script that does the same, into a sink that answers at once, by processor time.
 * @throws if the two sides did not send the same items
 */
export async function againstScripts({ rows, repeat, works: names }: BenchOptions): Promise<Figure[]> {
  const folder = makeWorkFolder(rows);
  const sink = await startSinkProcess({ keeps: true });
  const figures: Figure[] = [];
  try {
    for (const work of names ? selected("--works", works, names) : works)
      figures.push(...(await compare(work, folder, sink, { rows, repeat })));
  } finally {
    sink.close();
    folder.remove();
  }
  return figures;
}

async function compare(
  work: Work,
  folder: WorkFolder,
  sink: SinkProcess,
  { rows, repeat }: BenchOptions,
): Promise<Figure[]> {
  const sides = await sidesOf(work, folder);
  const what = (side: Side): string => `${work.what}: ${side.name}`;
  const [script] = sides;
  if (script?.missing) return [{ what: what(script), figure: `skipped: ${script.missing}` }];
  await folder.prepare(work);
  const present = sides.filter(({ missing }) => missing === undefined);
  const used = new Map(present.map((side) => [side, [] as Used[]]));
  const digests = new Map<string, string>();
  for (let round = 0; round < repeat; round++) {
    for (const side of present) {
      const one = await side.move(sink.endpoint);
      used.get(side)?.push(one);
      console.error(`${what(side)}, round ${round + 1}: ${one.cpuSeconds.toFixed(2)} CPU-s`);
      const { items, digest } = await sink.received();
      if (items !== rows) throw new Error(`${what(side)} sent ${items} items instead of ${rows}`);
      digests.set(digest, side.name);
    }
  }
  if (digests.size > 1)
    throw new Error(`${work.what}: ${[...digests.values()].join(" and ")} sent different items`);
  const base = median((used.get(script as Side) ?? []).map(({ cpuSeconds }) => cpuSeconds));
  return sides.map((side) => {
    const all = used.get(side);
    if (!all) return { what: what(side), figure: `skipped: ${side.missing}` };
    return { what: what(side), ...figuresOf(all, rows, base) };
  });
}

async function sidesOf(work: Work, folder: WorkFolder): Promise<Side[]> {
  const sides = [scriptSide(work, folder), runnerSide(work, folder)];
  if (work.name !== workOfOtherTools) return sides;
  return [...sides, await botoSide(work, folder), await dyneinSide(work, folder)];
}

function figuresOf(all: readonly Used[], rows: number, base: number): { figure: string; ratio: string } {
  const cpu = median(all.map(({ cpuSeconds }) => cpuSeconds));
  const seconds = median(all.map((used) => used.seconds));
  const cores = median(all.map((used) => used.cpuSeconds / used.seconds));
  const peak = median(all.map(({ peakMb }) => peakMb));
  const figures = [
    `${cpu.toFixed(1)} CPU-s (${((cpu * 1e6) / rows).toFixed(1)} µs per row)`,
    `${seconds.toFixed(1)} s`,
    `${cores.toFixed(2)} cores`,
    ...(peak > 0 ? [`${peak.toFixed(0)} MB`] : []),
  ];
  return { figure: figures.join(", "), ratio: `${times(base / cpu)} the script per CPU-second` };
}
