import { startSinkProcess, type SinkProcess, type Used } from "./child";
import { type Figure, median, times } from "./figure";
import { type BenchOptions, selected } from "./options";
import { moveRows, type Side } from "./running/side";
import { isSplittable, splitWork } from "./running/split-work";
import { makeWorkFolder, type WorkFolder } from "./running/work-folder";
import { type Work, works } from "./running/work";

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

async function compare(
  work: Work,
  folder: WorkFolder,
  sink: SinkProcess,
  { rows, repeat, counts = usualCounts }: Pick<BenchOptions, "rows" | "repeat" | "counts">,
): Promise<Figure[]> {
  await folder.prepare(work);
  const sides = await sidesOf(work, folder, counts);
  const used = new Map(sides.map((side) => [side, [] as Used[]]));
  const digests = new Set<string>();
  for (let round = 0; round < repeat; round++)
    for (const side of sides) {
      const one = await side.move(sink.endpoint);
      used.get(side)?.push(one);
      console.error(`${work.what}, ${side.name}: ${one.cpuSeconds.toFixed(2)} CPU-s`);
      const { items, digest } = await sink.received();
      if (items !== rows) throw new Error(`${side.name} sent ${items} items instead of ${rows}`);
      digests.add(digest);
    }
  if (digests.size > 1) throw new Error(`${work.what}: the runs sent different items`);
  const of = (side: Side, figure: keyof Used): number =>
    median((used.get(side) ?? []).map((one) => one[figure]));
  const alone = sides.find(({ name }) => name === nameOf(0));
  return sides.map((side) => {
    const cpu = of(side, "cpuSeconds");
    const time = `${cpu.toFixed(1)} CPU-s, ${of(side, "seconds").toFixed(1)} s`;
    const perRow = `${((cpu / rows) * 1e6).toFixed(1)} µs of CPU per row`;
    return {
      what: `${work.what}: ${side.name}`,
      figure: `${time}, ${perRow}, at most ${of(side, "peakMb").toFixed(0)} MB in all`,
      ...(alone && { ratio: `${times(cpu / of(alone, "cpuSeconds"))} the CPU-seconds of one process` }),
    };
  });
}

/**
 * Workers, and the same number of runs at the same time, each with a part of the rows. Both have the cost of several busy
 * processes instead of one.
 */
async function sidesOf(work: Work, folder: WorkFolder, counts: readonly number[]): Promise<Side[]> {
  const sides: Side[] = [];
  for (const count of counts) {
    const options = count === 0 ? [] : ["--workers", String(count)];
    sides.push({ name: nameOf(count), move: (endpoint) => moveRows(work, folder.path, endpoint, options) });
    if (count < 2 || !isSplittable(work)) continue;
    const parts = await splitWork(folder, work, count);
    const moveAll = async (endpoint: string): Promise<Used> =>
      sumOf(await Promise.all(parts.map((path) => moveRows(work, path, endpoint))));
    sides.push({ name: `${count} runs at the same time, a part of the rows each`, move: moveAll });
  }
  return sides;
}

function nameOf(count: number): string {
  return count === 0 ? "one process" : `--workers ${count}`;
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
