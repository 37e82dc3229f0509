import { run, startSinkProcess, type SinkProcess, type Used } from "./child";
import { type Figure, median, times } from "./figure";
import { type BenchOptions, selected } from "./options";
import { isSplittable, splitWork } from "./running/split-work";
import { forgetRuns, makeWorkFolder, type WorkFolder } from "./running/work-folder";
import { type Work, works } from "./running/work";
import { bin } from "./writing/migrate";

const usualCounts = [0, 1, 2, 4];

/** JSON Lines without a mapping and with one, which are split into shards. */
const usual = ["plain-short", "mapped-short"];

/** Of more rows, the sink keeps nothing but their number. */
const maxKeptRows = 5_000_000;

/**
 * `dynamodb-migrate run` with several workers beside one process and beside separate runs, into a sink that answers at
 * once: by processor time, since one process uses more than one core already.
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

/** A way to move the rows of a work. */
interface Way {
  readonly name: string;
  readonly move: (endpoint: string) => Promise<Used>;
}

async function compare(
  work: Work,
  folder: WorkFolder,
  sink: SinkProcess,
  { rows, repeat, counts = usualCounts }: Pick<BenchOptions, "rows" | "repeat" | "counts">,
): Promise<Figure[]> {
  await folder.prepare(work);
  const ways = await waysOf(work, folder, counts);
  const used = new Map(ways.map((way) => [way, [] as Used[]]));
  const digests = new Set<string>();
  for (let round = 0; round < repeat; round++)
    for (const way of ways) {
      const one = await way.move(sink.endpoint);
      used.get(way)?.push(one);
      console.error(`${work.what}, ${way.name}: ${one.cpuSeconds.toFixed(2)} CPU-s`);
      const { items, digest } = await sink.received();
      if (items !== rows) throw new Error(`${way.name} sent ${items} items instead of ${rows}`);
      digests.add(digest);
    }
  if (digests.size > 1) throw new Error(`${work.what}: the runs sent different items`);
  const of = (way: Way, figure: keyof Used): number =>
    median((used.get(way) ?? []).map((one) => one[figure]));
  const alone = ways.find(({ name }) => name === nameOf(0));
  return ways.map((way) => {
    const cpu = of(way, "cpuSeconds");
    const time = `${cpu.toFixed(1)} CPU-s, ${of(way, "seconds").toFixed(1)} s`;
    const perRow = `${((cpu / rows) * 1e6).toFixed(1)} µs of CPU per row`;
    return {
      what: `${work.what}: ${way.name}`,
      figure: `${time}, ${perRow}, at most ${of(way, "peakMb").toFixed(0)} MB in all`,
      ...(alone && { ratio: `${times(cpu / of(alone, "cpuSeconds"))} the CPU-seconds of one process` }),
    };
  });
}

/**
 * Workers, and the same number of runs at the same time, each with a part of the rows. Both have the cost of several busy
 * processes instead of one.
 */
async function waysOf(work: Work, folder: WorkFolder, counts: readonly number[]): Promise<Way[]> {
  const ways: Way[] = [];
  for (const count of counts) {
    const options = count === 0 ? [] : ["--workers", String(count)];
    ways.push({ name: nameOf(count), move: (endpoint) => move(work, folder.path, endpoint, options) });
    if (count < 2 || !isSplittable(work)) continue;
    const parts = await splitWork(folder, work, count);
    const moveAll = async (endpoint: string): Promise<Used> =>
      sumOf(await Promise.all(parts.map((path) => move(work, path, endpoint))));
    ways.push({ name: `${count} runs at the same time, a part of the rows each`, move: moveAll });
  }
  return ways;
}

function nameOf(count: number): string {
  return count === 0 ? "one process" : `--workers ${count}`;
}

function move(work: Work, path: string, endpoint: string, options: readonly string[] = []): Promise<Used> {
  forgetRuns(path);
  const place = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
  return run([bin, "run", `${work.name}.yaml`, ...place, ...options], path);
}

/** Of commands that ran at the same time. */
function sumOf(all: readonly Used[]): Used {
  const sum = (figure: keyof Used): number => all.reduce((total, one) => total + one[figure], 0);
  return {
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
    cpuSeconds: sum("cpuSeconds"),
    peakMb: sum("peakMb"),
  };
}
