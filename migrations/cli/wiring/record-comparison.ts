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
