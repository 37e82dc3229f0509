import type { Control } from "../../../cutover/control/control";
import type { Ledger } from "../../../cutover/ledger/ledger";
import { authorityIn } from "../../../cutover/phase";
import { AuthorityApplier, type RowApplier } from "../../pipeline/follow/authority-applier";
import { type ComparisonSettings, ForeignWrites } from "../../pipeline/follow/foreign-writes";
import { RunnerError } from "../../errors";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import { withCutoverErrors } from "./cutover-error";
import type { Connection } from "./dynamodb";
import { ForeignWriteReports } from "./foreign-write-reports";
import { markUnanswered } from "./mark-unanswered";
import { controlTableOf } from "./obey-authority";
import type { Migration } from "./open-migration";

/** What is followed, and where. */
export interface FollowedMigration {
  readonly migration: Migration;
  readonly connection: Connection;
  /** Entities that are followed. */
  readonly names: readonly string[];
  /** Print metrics on standard output. */
  readonly metrics: boolean;
  readonly context: ProcessContext;
}

/** Between two looks at rows that other programs may have written. */
const lookEveryMs = 500;

/**
 * What the control of a cutover says about the entities that are followed: rows of an entity whose tables are the
 * authority are not carried over, but watched for writes of other programs.
 */
export class FollowedAuthority {
  private readonly ended = new AbortController();
  private watching: Promise<void> | undefined;

  private constructor(
    private readonly control: Control,
    private readonly reports: ForeignWriteReports | undefined,
    private readonly writes: ForeignWrites | undefined,
    private readonly followed: FollowedMigration,
  ) {}

  /**
   * @param openComparison opens what compares rows with their items
   * @returns `undefined` if no control is known
   */
  static async open(
    followed: FollowedMigration,
    openComparison: () => Promise<{
      readonly settings: ComparisonSettings;
      readonly close: () => Promise<void>;
    }>,
  ): Promise<FollowedAuthority | undefined> {
    const { migration, connection, context } = followed;
    const table = controlTableOf(migration, context);
    if (table === undefined) return undefined;
    const { client } = connection;
    const { DynamoDbControl } = await import("../../../cutover/control/dynamodb-control.js");
    const control = new DynamoDbControl({ table, client });
    const ledgerTable = migration.cutover?.ledger.name ?? context.env["CUTOVER_LEDGER_TABLE"];
    // Without the ledger, writes of the application could not be told from others.
    if (ledgerTable === undefined) return new FollowedAuthority(control, undefined, undefined, followed);
    const { DynamoDbLedger } = await import("../../../cutover/ledger/dynamodb-ledger.js");
    const ledger = new DynamoDbLedger({ table: ledgerTable, client });
    const reports = new ForeignWriteReports({ ...followed, control, table });
    const writes = new ForeignWrites({
      open: openComparison,
      marked: (entity) => withCutoverErrors(context, () => markedKeys(ledger, entity)),
      found: (entity, keys) => reports.found(entity, keys),
    });
    return new FollowedAuthority(control, reports, writes, followed);
  }

  /** Watches rows until {@link close}. */
  start(): void {
    this.reports?.start(() => this.moved());
    this.watching = this.watch();
  }

  /** Carries over what the control allows. */
  applier(applier: RowApplier): RowApplier {
    return new AuthorityApplier({
      ...{ applier, moved: () => this.moved() },
      watch: (keys) => this.writes?.add(keys) ?? [],
    });
  }

  /** See `markUnanswered`. */
  markUnanswered(entities: readonly string[], at: string): Promise<readonly string[]> {
    const { context } = this.followed;
    return withCutoverErrors(context, () => markUnanswered(this.control, entities, at, context));
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.reports?.stop();
    await this.watching;
    await this.writes?.close();
  }

  private async moved(): Promise<ReadonlySet<string>> {
    const { context, names } = this.followed;
    const states = await withCutoverErrors(context, () => this.control.read());
    return new Set(
      names.filter((name) => {
        const state = states.get(name);
        return state !== undefined && authorityIn(state.phase) === "new";
      }),
    );
  }

  private async watch(): Promise<void> {
    const { signal } = this.ended;
    const { context } = this.followed;
    while (!signal.aborted && this.writes) {
      await clock.sleep(lookEveryMs, signal);
      try {
        await this.writes.look();
      } catch (error) {
        if (!(error instanceof RunnerError)) throw error;
        if (!signal.aborted && !context.signal.aborted)
          context.error(`${error.message}; looking again for writes of other programs`);
      }
    }
  }
}

async function markedKeys(ledger: Ledger, entity: string): Promise<readonly (readonly string[])[]> {
  const keys: string[][] = [];
  for await (const { key } of ledger.entries(entity)) keys.push(valuesOf(key));
  return keys;
}

/** The inverse of `keyText`. */
function valuesOf(key: string): string[] {
  if (!key.startsWith("[")) return [key];
  try {
    return JSON.parse(key) as string[];
  } catch {
    return [key];
  }
}
