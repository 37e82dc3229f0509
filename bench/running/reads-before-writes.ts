import { startSinkProcess, run } from "../child";
import { type Figure, median, times } from "../figure";
import type { BenchOptions } from "../options";
import { bin } from "../writing/migrate";
import { works } from "./work";
import { makeWorkFolder } from "./work-folder";

/** Both without a journal, so that they differ in the reads alone. */
const sides = [
  { name: "without reads before writes", options: ["--no-journal", "--on-conflict", "overwrite"] },
  { name: "with reads before writes", options: ["--no-journal"] },
] as const;

/** What the reads cost that keep `run` from overwriting silently, by processor time, into a sink that answers at once. */
export async function readsBeforeWrites({ rows, repeat }: BenchOptions): Promise<Figure[]> {
  const work = works[0] as (typeof works)[number];
  const folder = makeWorkFolder(rows);
  const sink = await startSinkProcess({ keeps: false });
  const cpu = new Map(sides.map(({ name }) => [name as string, [] as number[]]));
  try {
    await folder.prepare(work);
    for (let round = 0; round < repeat; round++)
      for (const { name, options } of sides) {
        folder.forgetRuns();
        const target = ["--outputs", "outputs.json", "--endpoint", sink.endpoint, "--json"];
        const { cpuSeconds } = await run(
          [bin, "run", `${work.name}.yaml`, ...target, ...options],
          folder.path,
        );
        cpu.get(name)?.push(cpuSeconds);
        const { items } = await sink.received();
        if (items !== rows) throw new Error(`${name}: ${items} items were sent instead of ${rows}`);
      }
  } finally {
    sink.close();
    folder.remove();
  }
  const base = median(cpu.get(sides[0].name) ?? []);
  return [...cpu].map(([name, all]) => ({
    what: `run, ${name}`,
    figure: `${median(all).toFixed(2)} CPU-s (${((median(all) * 1e6) / rows).toFixed(1)} µs per row)`,
    ratio: `${times(median(all) / base)} the CPU time without`,
  }));
}
