import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { createTable } from "./create-table";
import type { RunningEngine } from "./engine";
import { localClient } from "./local-client";
import type { LocalState } from "./local-state";
import type { StackWithTables } from "./select-stacks";

/** A table of a stack, as it is in the emulator. */
export interface MadeTable {
  readonly stack: string;
  /** Logical id of its Terraform resource. */
  readonly id: string;
  readonly name: string;
  readonly outcome: "created" | "present";
  /** What the table has not here, e.g. `its stream`. */
  readonly leftOut: readonly string[];
  readonly description: TableDescription;
}

/** Makes the tables of all stacks, one after the other: emulators serialise it anyway. */
export async function makeTables(
  { engine, endpoint, command }: Pick<LocalState, "engine" | "endpoint"> & Pick<RunningEngine, "command">,
  stacks: readonly StackWithTables[],
  streams: boolean,
): Promise<MadeTable[]> {
  const made: MadeTable[] = [];
  for (const { name: stack, output, tables } of stacks) {
    const region = typeof output["region"] === "string" ? output["region"] : undefined;
    const client = localClient(endpoint, region);
    for (const [id, table] of tables) {
      const created = await createTable({ name: engine, client, command }, table, streams);
      made.push({ stack, id, name: table.create.TableName, ...created });
    }
    client.destroy();
  }
  return made;
}
