import { run, startSinkProcess, type SinkProcess, type Used } from "./child";
import { type Figure, median, times } from "./figure";
import { type BenchOptions, selected } from "./options";
import { makeWorkFolder, type WorkFolder } from "./running/work-folder";
import { type Work, works } from "./running/work";
import { bin } from "./writing/migrate";

const usualCounts = [0, 1, 2, 4];

/** JSON Lines without a mapping and with one, which are split into shards. */
const usual = ["plain-short", "mapped-short"];

/** Of more rows, the sink keeps nothing but their number. */
const maxKeptRows = 5_000_000;

/**
 * `dynamodb-migrate run` with several workers beside one process, into a sink that answers at once: by processor time, since
 * one process uses more than one core already.
 * @throws if the two did not send the same items
 */
export async function workers({
  rows,
  repeat,
  works: names = usual,
  counts,
}: BenchOptions): Promise<Figure[]> {
  const folder = makeWorkFolder(rows);
  const sink = await startSinkProcess({ keeps: rows <= maxKeptRows });
  try {
    const figures: Figure[] = [];
    for (const work of selected("--works", works, names))
      figures.push(...(await compare(work, folder, sink, { rows, repeat, counts })));
    return figures;
  } finally {
    sink.close();
    folder.remove();
  }
}

async function compare(
  work: Work,
  folder: WorkFolder,
  sink: SinkProcess,
  { rows, repeat, counts = usualCounts }: Pick<BenchOptions, "rows" | "repeat" | "counts">,
): Promise<Figure[]> {
  await folder.prepare(work);
  const used = new Map(counts.map((count) => [count, [] as Used[]]));
  const digests = new Set<string>();
  for (let round = 0; round < repeat; round++)
    for (const count of counts) {
      const one = await move(work, folder, sink.endpoint, count);
      used.get(count)?.push(one);
      console.error(`${work.what}, ${nameOf(count)}: ${one.cpuSeconds.toFixed(2)} CPU-s`);
      const { items, digest } = await sink.received();
      if (items !== rows) throw new Error(`${nameOf(count)} sent ${items} items instead of ${rows}`);
      digests.add(digest);
    }
  if (digests.size > 1) throw new Error(`${work.what}: the runs sent different items`);
  const of = (count: number, figure: keyof Used): number =>
    median((used.get(count) ?? []).map((one) => one[figure]));
  return counts.map((count) => {
    const [cpu, alone] = [of(count, "cpuSeconds"), of(0, "cpuSeconds")];
    const time = `${cpu.toFixed(1)} CPU-s, ${of(count, "seconds").toFixed(1)} s`;
    const perRow = `${((cpu / rows) * 1e6).toFixed(1)} µs of CPU per row`;
    return {
      what: `${work.what}: ${nameOf(count)}`,
      figure: `${time}, ${perRow}, at most ${of(count, "peakMb").toFixed(0)} MB in all`,
      ...(counts.includes(0) && { ratio: `${times(cpu / alone)} the CPU-seconds of one process` }),
    };
  });
}

function nameOf(count: number): string {
  return count === 0 ? "one process" : `--workers ${count}`;
}

function move(work: Work, folder: WorkFolder, endpoint: string, count: number): Promise<Used> {
  folder.forgetRuns();
  const place = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
  const workersOption = count === 0 ? [] : ["--workers", String(count)];
  return run([bin, "run", `${work.name}.yaml`, ...place, ...workersOption], folder.path);
}
