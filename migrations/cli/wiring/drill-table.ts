import { randomUUID } from "node:crypto";
import { TableScan } from "../../dynamodb/reader/table-scan";
import { InterruptedError, UnreachableError } from "../../errors";
import { keyAttributes } from "../../items/target-table";
import { compareCopies, type CopyComparison } from "../../pipeline/drill/compare-copies";
import type { DrillFailure, ReplicaDrill, RestoreTest, TableDrill } from "../../pipeline/drill/drill-result";
import { makeHeartbeat, type TableCopy } from "../../pipeline/drill/heartbeat";
import { measureLag, type ReplicaLag } from "../../pipeline/drill/measure-lag";
import type { DrillLeftovers } from "../../run-store/drill/drill-leftovers";
import { clock } from "../clock";
import type { DrillOptions } from "../options/drill-options";
import type { ProcessContext } from "../process-context";
import type { ChosenTable } from "./chosen-table";
import type { DrillRegion, DrillRegions } from "./drill-regions";
import { testRestore } from "./drill-restore";
import { readRate } from "./read-rate";

/** Reads of an item that differs between two regions before it counts. */
const rechecks = 3;
const recheckMs = 1000;

/** What the checks of a table need. */
export interface DrillParts {
  readonly regions: DrillRegions;
  readonly leftovers: DrillLeftovers;
  readonly options: DrillOptions;
  readonly context: ProcessContext;
}

/** The checks of one table. A check that cannot be completed is a failure, and the others are made. */
export class DrillTable {
  private readonly failures: DrillFailure[] = [];
  private readonly name: string;
  private readonly keyNames: readonly string[];

  constructor(
    private readonly chosen: ChosenTable,
    private readonly primary: DrillRegion,
    private readonly replicas: readonly DrillRegion[],
    private readonly parts: DrillParts,
  ) {
    this.name = chosen.table.name;
    this.keyNames = keyAttributes(chosen.table).map(({ name }) => name);
  }

  /** @throws InterruptedError */
  async check(): Promise<TableDrill> {
    const { options, context } = this.parts;
    const lags = options.lag ? await this.attempt("lag", () => this.measure()) : undefined;
    const replicas: ReplicaDrill[] = [];
    for (const replica of this.replicas) {
      const { region } = replica;
      const compared = options.compare
        ? await this.attempt("replica", () => this.compare(this.name, replica, rechecks))
        : undefined;
      const lag = lags?.find((one) => one.region === region);
      replicas.push({ region, ...(lag && { lag: withoutRegion(lag) }), ...(compared && { compared }) });
    }
    if (context.signal.aborted) throw new InterruptedError();
    const restore = options.restore ? await this.attempt("restore", () => this.restore()) : undefined;
    const failures = this.failures;
    return { table: this.name, region: this.primary.region, replicas, ...(restore && { restore }), failures };
  }

  /** Removes what the checks have made. */
  async cleanUp(): Promise<readonly DrillFailure[]> {
    const failed = await this.parts.regions.remove(this.parts.leftovers);
    return failed.map(({ what, error }) => ({
      ...{ check: "cleanup", code: error.code, message: `${what} could not be removed: ${error.message}` },
    }));
  }

  private async measure(): Promise<ReplicaLag[]> {
    if (this.replicas.length === 0) return [];
    const { options, context, leftovers } = this.parts;
    const { table } = this.chosen;
    const settings = {
      ...{ key: keyAttributes(table), ttlAttribute: table.ttlAttribute },
      ...{ uuid: randomUUID, now: context.now },
    };
    const regionOf = new Map<TableCopy, DrillRegion>();
    const copyOf = (region: DrillRegion): TableCopy => {
      const { items } = region;
      const copy = { region: region.region, table: this.name, reader: items, writer: items };
      regionOf.set(copy, region);
      return copy;
    };
    return measureLag({
      ...{ primary: copyOf(this.primary), replicas: this.replicas.map(copyOf) },
      ...{ samples: options.samples, intervalMs: options.interval, timeoutMs: options.lagTimeout },
      makeHeartbeat: () => makeHeartbeat(settings),
      record: ({ region }, { key, item }) =>
        leftovers.add({
          ...{ kind: "heartbeat", region, table: this.name, key, item },
          endpoint: [...regionOf.values()].find((one) => one.region === region)?.endpoint,
        }),
      ...{ monotonic: context.monotonic, sleep: clock.sleep, signal: context.signal },
    });
  }

  private async restore(): Promise<RestoreTest> {
    const { options, context, leftovers } = this.parts;
    const { table, description } = this.chosen;
    const restored = await testRestore(
      { table, description },
      options.restoreFrom,
      this.primary,
      leftovers,
      context,
    );
    const isComparable = !restored.structure.some((difference) => difference.startsWith("its key"));
    if (!isComparable) return restored;
    return { ...restored, compared: await this.compare(restored.scratchTable, this.primary, 0) };
  }

  /** @param rechecks for tables that replication still writes to */
  private compare(copy: string, region: DrillRegion, rechecks: number): Promise<CopyComparison> {
    const { options, context } = this.parts;
    const of = ({ service, items }: DrillRegion, table: string) => ({
      ...{ table, items, scan: new TableScan(service, table, { rate: readRate(options.rate) }) },
    });
    return compareCopies({
      ...{ original: of(this.primary, this.name), copy: of(region, copy), keyNames: this.keyNames },
      ...{ rechecks, recheckMs, sleep: clock.sleep, signal: context.signal },
    });
  }

  private async attempt<T>(check: DrillFailure["check"], work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      this.failures.push({ check, code: error.code, message: error.message });
      return undefined;
    }
  }
}

function withoutRegion({ lagMs, unreplicated, writeMs }: ReplicaLag): Omit<ReplicaLag, "region"> {
  return { lagMs: lagMs.map((ms) => Math.round(ms)), unreplicated, writeMs: Math.round(writeMs) };
}
