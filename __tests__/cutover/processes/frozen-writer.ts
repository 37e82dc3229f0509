/** A program with nothing to do but one write, whose entity is frozen by a flip that its control's file has. */
import { cutover, FileControl, FileLedger } from "../../../cutover";

async function main(): Promise<void> {
  const [control = "", ledger = ""] = process.argv.slice(2);
  const store = {
    read: () => Promise.resolve(undefined),
    write: () => Promise.resolve(),
    delete: () => Promise.resolve(),
  };
  const live = await cutover({
    control: new FileControl(control),
    ledger: new FileLedger(ledger),
    freezeWaitMilliseconds: 500,
    entities: {
      users: {
        old: store,
        new: { read: () => Promise.resolve([]), apply: () => Promise.resolve("applied") },
        mapping: { keyOf: ({ id }) => id as string, itemsOf: () => [], droppedColumns: [] },
      },
    },
  });
  const outcome = await live
    .entity("users")
    .put({ id: "1" })
    .then(
      () => "written",
      (error: Error) => error.name,
    );
  process.stdout.write(outcome);
  await live.close();
}

void main();
