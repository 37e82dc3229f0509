import { clientOf, makeBenchTable } from "../bench-table";
import { type Figure, median, rounded, times } from "../figure";
import { cpuSecondsOf, withDynamoDbLocal } from "../local-engine";
import type { BenchOptions } from "../options";
import { botoSide, runnerSide, type Side } from "./side";
import { makeWorkFolder } from "./work-folder";
import { type Work, works } from "./work";

const maxRows = 40_000;

/** One move of all rows. */
interface Move {
  readonly seconds: number;
  /** Processor time of the program itself. */
  readonly own: number;
  /** Processor time of DynamoDB Local meanwhile. */
  readonly engine: number;
}

/**
 * Elapsed time of `dynamodb-migrate run` and of the shortest boto3 script into DynamoDB Local, in turn, and how busy the
 * program and the engine are meanwhile.
 */
export function againstBotoLocal({ rows: asked, repeat }: BenchOptions): Promise<Figure[]> {
  const rows = Math.min(asked, maxRows);
  const what = "JSON Lines into DynamoDB Local";
  return withDynamoDbLocal(async (endpoint, pid) => {
    const client = clientOf(endpoint);
    const folder = makeWorkFolder(rows);
    const [work] = works as [Work];
    try {
      await folder.prepare(work);
      const boto = await botoSide(work, folder);
      if (boto.missing) return [{ what: `${what}: ${boto.name}`, figure: `skipped: ${boto.missing}` }];
      const sides: Side[] = [boto, runnerSide(work, folder)];
      const moves = new Map(sides.map((side) => [side, [] as Move[]]));
      // The first round warms the emulator up.
      for (let round = 0; round <= repeat; round++)
        for (const side of sides) {
          await makeBenchTable(client);
          const before = (await cpuSecondsOf(pid)) ?? NaN;
          const { seconds, cpuSeconds } = await side.move(endpoint);
          const engine = ((await cpuSecondsOf(pid)) ?? NaN) - before;
          if (round > 0) moves.get(side)?.push({ seconds, own: cpuSeconds, engine });
        }
      const of = (side: Side, figure: keyof Move) =>
        median((moves.get(side) ?? []).map((move) => move[figure]));
      return sides.map((side) => {
        const seconds = of(side, "seconds");
        const cores = (figure: keyof Move) => (of(side, figure) / seconds).toFixed(2);
        const isKnown = !Number.isNaN(of(side, "engine"));
        const busy = `${cores("own")} cores${isKnown ? ` and ${cores("engine")} of the engine` : ""}`;
        return {
          what: `${what}: ${side.name}`,
          figure: `${rounded(rows / seconds)} items per second, ${busy}`,
          ratio: `${times(of(boto, "seconds") / seconds)} boto3`,
        };
      });
    } finally {
      folder.remove();
      client.destroy();
    }
  }, what);
}
