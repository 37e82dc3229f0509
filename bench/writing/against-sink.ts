import { join } from "node:path";
import { credentials, output, run, startSinkProcess, type SinkProcess, type Used } from "../child";
import { type Figure, median, rounded, times } from "../figure";
import { migrate } from "./migrate";
import { makeProject } from "./project";

const rounds = 3;

interface Contender {
  readonly name: string;
  readonly items: number;
  readonly work: (endpoint: string, items: number) => Promise<Used>;
}

const program =
  (file: string): Contender["work"] =>
  async (endpoint, items) => {
    const { out } = await run(["--import", "tsx", join(__dirname, file), endpoint, String(items)]);
    return JSON.parse(out) as Used;
  };

/** The whole command: reading, mapping, keeping a checkpoint and a journal, start-up included. */
async function wholeRun(endpoint: string, items: number): Promise<Used> {
  const project = await makeProject(items);
  try {
    return await migrate(project, endpoint);
  } finally {
    project.remove();
  }
}

async function boto3(endpoint: string, items: number): Promise<Used> {
  const file = join(__dirname, "boto3_batch_writer.py");
  const env = { ...process.env, ...credentials };
  return JSON.parse(await output("python3", [file, endpoint, String(items)], { env })) as Used;
}

const contenders: readonly Contender[] = [
  { name: "AWS SDK v3, a loop of BatchWriteItem", items: 60_000, work: program("sdk-loop.ts") },
  { name: "the runner's writer", items: 300_000, work: program("writer.ts") },
  { name: "dynamodb-migrate run, from JSON Lines", items: 200_000, work: wholeRun },
  { name: "boto3 batch_writer", items: 30_000, work: boto3 },
];

/** Items a second and a CPU-second into a sink that answers at once, side by side, in alternating rounds. */
export async function againstSink(): Promise<Figure[]> {
  const sink = await startSinkProcess();
  const measured = new Map<string, Used[]>();
  try {
    for (let round = 0; round < rounds; round++) await oneRound(sink, measured);
  } finally {
    sink.close();
  }
  const perCpuSecond = ({ name, items }: Contender): number =>
    items / median((measured.get(name) ?? []).map(({ cpuSeconds }) => cpuSeconds));
  const base = perCpuSecond(contenders[0] as Contender);
  return contenders.map((contender): Figure => {
    const what = `writing to a sink: ${contender.name}`;
    if (!measured.has(contender.name)) return { what, figure: "skipped: python3 has no boto3" };
    const perSecond = contender.items / median(measured.get(contender.name)!.map(({ seconds }) => seconds));
    const rate = perCpuSecond(contender);
    const figure = `${rounded(rate)} items a CPU-second, ${rounded(perSecond)} a second`;
    return { what, figure, ratio: `${times(rate / base)} the SDK loop` };
  });
}

async function oneRound(sink: SinkProcess, measured: Map<string, Used[]>): Promise<void> {
  for (const { name, items, work } of contenders) {
    const used = await work(sink.endpoint, items).catch((error: Error) => {
      if (/No module named 'boto3'|ENOENT/.test(error.message)) return undefined;
      throw error;
    });
    if (used) measured.set(name, [...(measured.get(name) ?? []), used]);
  }
}
