import { clientOf, makeBenchTable } from "../bench-table";
import { type Figure, median, rounded, times } from "../figure";
import { withDynamoDbLocal } from "../local-engine";
import type { BenchOptions } from "../options";
import { botoSide, runnerSide, type Side } from "./side";
import { makeWorkFolder } from "./work-folder";
import { type Work, works } from "./work";

const maxRows = 40_000;

/** Elapsed time of `dynamodb-migrate run` and of the shortest boto3 script into DynamoDB Local, in turn. */
export function againstBotoLocal({ rows: asked, repeat }: BenchOptions): Promise<Figure[]> {
  const rows = Math.min(asked, maxRows);
  const what = "JSON Lines into DynamoDB Local";
  return withDynamoDbLocal(async (endpoint) => {
    const client = clientOf(endpoint);
    const folder = makeWorkFolder(rows);
    const [work] = works as [Work];
    try {
      await folder.prepare(work);
      const boto = await botoSide(work, folder);
      if (boto.missing) return [{ what: `${what}: ${boto.name}`, figure: `skipped: ${boto.missing}` }];
      const sides: Side[] = [boto, runnerSide(work, folder)];
      const seconds = new Map(sides.map((side) => [side, [] as number[]]));
      // The first round warms the emulator up.
      for (let round = 0; round <= repeat; round++)
        for (const side of sides) {
          await makeBenchTable(client);
          const used = await side.move(endpoint);
          if (round > 0) seconds.get(side)?.push(used.seconds);
        }
      const base = median(seconds.get(boto) ?? []);
      return sides.map((side) => {
        const elapsed = median(seconds.get(side) ?? []);
        const figure = `${rounded(rows / elapsed)} items per second`;
        return { what: `${what}: ${side.name}`, figure, ratio: `${times(base / elapsed)} boto3` };
      });
    } finally {
      folder.remove();
      client.destroy();
    }
  }, what);
}
