import { run, startSinkProcess, type Used } from "../child";
import { type Figure, median, times } from "../figure";
import type { BenchOptions } from "../options";
import { bin, migrate } from "../writing/migrate";
import { makeProject } from "../writing/project";

/** What `sync` of rows that have not changed takes, beside reading and mapping them alone. */
export async function unchangedSync({ rows, repeat }: BenchOptions): Promise<Figure[]> {
  const what = `sync of ${rows.toLocaleString("en")} unchanged rows`;
  const sink = await startSinkProcess();
  const { endpoint } = sink;
  const project = await makeProject(rows);
  const command = async (...parameters: readonly string[]): Promise<Used & { out: string }> => {
    const place = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
    return run([bin, ...parameters, "migration.yaml", ...place], project.folder);
  };
  const sync = async (): Promise<Used> => {
    const used = await command("sync");
    const { total } = JSON.parse(used.out) as { total: { unchanged: number; written: number } };
    if (total.unchanged !== rows || total.written !== 0)
      throw new Error(`sync left ${total.unchanged} items unchanged and wrote ${total.written}`);
    return used;
  };
  try {
    await migrate(project, endpoint);
    await sink.fill();
    // The first one reads the journal of the run; later ones read the records of the sync before.
    const first = await sync();
    const rounds: { readonly alone: Used; readonly synced: Used }[] = [];
    for (let round = 0; round < repeat; round++)
      rounds.push({ alone: await command("run", "--dry-run", "--no-resume"), synced: await sync() });
    const alone = median(rounds.map((one) => one.alone.cpuSeconds));
    const ratioOf = ({ alone: { cpuSeconds }, synced }: (typeof rounds)[number]) =>
      synced.cpuSeconds / cpuSeconds;
    const shown = (used: Used, ratio: number, note = ""): Pick<Figure, "figure" | "ratio"> => ({
      figure: `${used.cpuSeconds.toFixed(1)} CPU-s, ${used.seconds.toFixed(1)} s, ${used.peakMb.toFixed(0)} MB`,
      ratio: `${times(ratio)} a dry run${note}`,
    });
    const last = rounds.at(-1)?.synced ?? first;
    return [
      { what: `${what}, after run`, ...shown(first, first.cpuSeconds / alone) },
      {
        what: `${what}, after sync`,
        ...shown(
          last,
          median(rounds.map(ratioOf)),
          ` (${rounds.map((one) => ratioOf(one).toFixed(2)).join(", ")})`,
        ),
      },
    ];
  } finally {
    project.remove();
    sink.close();
  }
}
