import { startSinkProcess } from "../child";
import type { Figure } from "../figure";
import { migrate } from "./migrate";
import { makeProject, type RowFile } from "./project";

const small = (number: number): object => ({ id: String(number), n: number });
const large = (number: number): object => ({ id: String(number), text: "x".repeat(2000) });

/** The most memory that is resident while many rows are moved to a sink, by the whole command. */
export async function memory(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const rows of [1_000_000, 20_000_000])
    figures.push(await peak(`${rows / 1e6} million small items`, rows, "rows.jsonl", small));
  figures.push(await peak("a JSON file of 2 GB", 1_000_000, "rows.json", large));
  return figures;
}

async function peak(
  what: string,
  rows: number,
  file: RowFile,
  row: (number: number) => object,
): Promise<Figure> {
  const sink = await startSinkProcess();
  const project = await makeProject(rows, file, row);
  try {
    const { peakMb, seconds } = await migrate(project, sink.endpoint);
    const moved = await sink.items();
    if (moved !== rows) throw new Error(`${moved} of ${rows} items arrived`);
    return { what: `memory: ${what}`, figure: `${peakMb.toFixed(0)} MB at most, ${seconds.toFixed(0)} s` };
  } finally {
    project.remove();
    sink.close();
  }
}
