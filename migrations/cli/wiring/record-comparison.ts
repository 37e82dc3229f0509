import type { EntityControl } from "../../../cutover/control/control";
import type { TableVerification } from "../../pipeline/verify/verify";
import { counted } from "../../report/quantity";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "./cutover-clock";
import { withCutoverErrors } from "./cutover-error";
import { connect } from "./dynamodb";
import { controlTableOf } from "./obey-authority";
import type { Migration } from "./open-migration";

/** A whole comparison that found no difference. */
export interface Comparison {
  readonly migration: Migration;
  readonly options: MigrationOptions;
  /** What the control said when it started, and when that was. */
  readonly started: ReadonlyMap<string, EntityControl>;
  readonly startedAt: Date;
  /** By table id. */
  readonly same: ReadonlyMap<string, TableVerification>;
}

/**
 * The entities whose comparison may be recorded. Where the application writes both stores, a write in flight by an earlier
 * revision may be in one of them only, without a mark: the comparison must not start before every process acts by the
 * present one. Entities with a late process are compared all the same, and a note says that nothing is recorded.
 */
export async function recordable(
  migration: Migration,
  options: MigrationOptions,
  started: ReadonlyMap<string, EntityControl>,
  context: ProcessContext,
): Promise<ReadonlyMap<string, EntityControl>> {
  const table = controlTableOf(migration, context);
  const written = [...started.values()].filter(
    ({ entity, mode, phase }) => mode === "dual" && phase !== "old" && isCompared(entity, migration, options),
  );
  if (table === undefined || written.length === 0) return started;
  const { DynamoDbControl } = await import("../../../cutover/control/dynamodb-control.js");
  const { waitForRevision } = await import("../../../cutover/steps/wait-for-processes.js");
  const connection = connect(migration, options, context);
  try {
    const control = new DynamoDbControl({ table, client: connection.client });
    const found = new Map(started);
    for (const { entity, revision } of written) {
      const wait = { control, clock: cutoverClock(context), entity, signal: context.signal };
      const late = await withCutoverErrors(context, () => waitForRevision(wait, revision));
      if (late.length === 0) continue;
      found.delete(entity);
      context.error(
        `the comparison of ${entity} will not be recorded in the control: ${late.join(", ")}; restart those processes, then verify again`,
      );
    }
    return found;
  } finally {
    connection.client.destroy();
  }
}

function isCompared(entity: string, { definition }: Migration, options: MigrationOptions): boolean {
  return (
    definition.entities.some(({ name }) => name === entity) && (options.entity?.includes(entity) ?? true)
  );
}

/** Records in the control of each compared entity that its stores are the same: later steps rely on it. */
export async function recordComparison(
  { migration, options, started, startedAt, same }: Comparison,
  context: ProcessContext,
): Promise<void> {
  const table = controlTableOf(migration, context);
  const entities = migration.definition.entities.filter(
    ({ name, to }) => started.has(name) && same.has(to) && (options.entity?.includes(name) ?? true),
  );
  if (table === undefined || entities.length === 0) return;
  const { DynamoDbControl } = await import("../../../cutover/control/dynamodb-control.js");
  const { recordVerified } = await import("../../../cutover/steps/record-verified.js");
  const connection = connect(migration, options, context);
  try {
    const control = new DynamoDbControl({ table, client: connection.client });
    for (const { name, to } of entities) {
      const change = `verify: ${counted(same.get(to)?.expected ?? 0, "item")} of its table compared, no differences`;
      const settings = { control, clock: cutoverClock(context), entity: name, by: "verify" };
      await withCutoverErrors(context, () =>
        recordVerified(
          settings,
          { control: started.get(name) as EntityControl, at: startedAt },
          "verified",
          change,
        ),
      );
    }
  } finally {
    connection.client.destroy();
  }
}
