import { clientOf, makeBenchTable } from "./bench-table";
import { type Figure, median, rounded, times } from "./figure";
import { withDynamoDbLocal } from "./local-engine";
import { migrate, rollBack } from "./writing/migrate";
import { makeProject } from "./writing/project";

const rows = 4_000;
const rounds = 3;
const what = "dynamodb-migrate rollback, DynamoDB Local";

/** The time that `rollback` takes for what `run` has written, by the whole commands, start-up included. */
export function rollingBack(): Promise<Figure[]> {
  return withDynamoDbLocal(async (endpoint) => {
    const client = clientOf(endpoint);
    const forth: number[] = [];
    const back: number[] = [];
    // The first round warms the emulator up.
    for (let round = 0; round <= rounds; round++) {
      await makeBenchTable(client);
      const project = await makeProject(rows);
      try {
        forth.push((await migrate(project, endpoint)).seconds);
        const { seconds, out } = await rollBack(project);
        const { deleted } = JSON.parse(out) as { deleted: number };
        if (deleted !== rows) throw new Error(`${deleted} of ${rows} items were rolled back`);
        back.push(seconds);
      } finally {
        project.remove();
      }
    }
    client.destroy();
    const ratio = median(back.slice(1).map((seconds, round) => (forth[round + 1] as number) / seconds));
    const [run, rollback] = [forth, back].map((seconds) => rounded(rows / median(seconds.slice(1))));
    return [
      {
        what,
        figure: `${rollback} items per second; run: ${run}`,
        ratio: `${times(ratio)} run`,
      },
    ];
  }, what);
}
