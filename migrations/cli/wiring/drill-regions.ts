import { deleteTable } from "../../dynamodb/control/tables";
import { TableItems } from "../../dynamodb/writer/table-items";
import { RunnerError } from "../../errors";
import type { DrillLeftovers, Leftover } from "../../run-store/drill/drill-leftovers";
import type { ProcessContext } from "../process-context";
import { type Connection, connectTo } from "./dynamodb";
import { polling } from "./polling";

/** A region that a drill works in. */
export interface DrillRegion extends Connection {
  readonly endpoint: string | undefined;
  /** Without a signal: what a drill has written is removed also after it was interrupted. */
  readonly items: TableItems;
}

/** The scratch tables of drills end so. */
export const scratchPattern = /-drill-[0-9a-f]{8}$/;

/** Connections to regions, each opened once. */
export class DrillRegions {
  private readonly open = new Map<string, DrillRegion>();

  constructor(private readonly context: ProcessContext) {}

  /** @param endpoint that stands for the region. @default AWS */
  connect(region: string, endpoint: string | undefined): DrillRegion {
    const id = `${region} ${endpoint}`;
    const known = this.open.get(id);
    if (known) return known;
    const connection = connectTo(endpoint, region, this.context);
    const items = new TableItems(connection.service, connection.retryPolicy);
    const opened = { ...connection, endpoint, items };
    this.open.set(id, opened);
    return opened;
  }

  close(): void {
    for (const { client } of this.open.values()) client.destroy();
  }

  /**
   * Removes everything that drills have recorded: heartbeats that still are as they were written, and scratch tables.
   *
   * @returns why something could not be removed; it stays recorded
   */
  async remove(leftovers: DrillLeftovers): Promise<{ readonly what: string; readonly error: RunnerError }[]> {
    const failed: { readonly what: string; readonly error: RunnerError }[] = [];
    const kept: Leftover[] = [];
    const all = await leftovers.read();
    if (all.length === 0) return [];
    for (const leftover of all) {
      try {
        await this.removeOne(leftover);
      } catch (error) {
        if (!(error instanceof RunnerError)) throw error;
        kept.push(leftover);
        failed.push({ what: shown(leftover), error });
      }
    }
    await leftovers.replace(kept);
    return failed;
  }

  private async removeOne(leftover: Leftover): Promise<void> {
    const { client, items } = this.connect(leftover.region, leftover.endpoint);
    const { table } = leftover;
    if (leftover.kind === "heartbeat") await items.delete(table, leftover.key, leftover.item);
    else if (scratchPattern.test(table)) {
      const waiting = polling(`deletion of ${table}`, this.context);
      await deleteTable(client, table, { ...waiting, signal: undefined });
    }
  }
}

function shown({ kind, table, region }: Leftover): string {
  return kind === "table" ? `table ${table} in ${region}` : `a heartbeat in table ${table} in ${region}`;
}
