import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Control, EntityControl } from "../../../cutover/control/control";
import { lateWriteMilliseconds, settledMilliseconds } from "../../../cutover/late-writes";
import { messageOf, UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "./cutover-clock";
import { withCutoverErrors } from "./cutover-error";

/** A command that changes the items of tables without a migration file. */
export type TableCommand =
  "update" | "delete" | "import" | "restore" | "revert" | "rollback" | "seed" | "tables delete";

/** The tables that a command is about to change, and where they are. */
export interface ChangedTables {
  /** Names in AWS. */
  readonly tables: readonly string[];
  readonly client: DynamoDBClient;
  /** The control's table, see `controlTableOf`; `undefined` if none is known. */
  readonly control: string | undefined;
}

/**
 * Refuses a command that would change a table against its cutover: a copy of a store that is the authority, or a table whose
 * flip is in progress. In the phase `new`, the application copies only its own changes to the old store: the entity is
 * marked as unverified, so that it cannot return before all records were compared. The mark is renewed until the command ends:
 * it tells when the last request may have been sent, also of a command that is killed. The client must last as long.
 *
 * @throws UsageError `authority-moved`
 * @throws UnreachableError if the control exists and cannot be read
 */
export async function obeyTableAuthority(
  command: TableCommand,
  { tables, client, control: name }: ChangedTables,
  context: ProcessContext,
): Promise<void> {
  if (name === undefined) return;
  const { DynamoDbControl } = await import("../../../cutover/control/dynamodb-control.js");
  const control = new DynamoDbControl({ table: name, client });
  await withCutoverErrors(context, async () => {
    const states = [...(await control.read()).values()].filter(
      ({ table }) => table === undefined || tables.includes(table),
    );
    const refusals = states.flatMap((state) => refusalOf(command, state, control.description) ?? []);
    if (refusals.length > 0) throw new UsageError("authority-moved", refusals.join("\n"));
    const copied = states.filter(({ phase }) => phase === "new");
    for (const state of copied) {
      await mark(command, state, control, context);
      context.error(
        `Warning: the old store of ${state.entity} does not get these changes (phase new, ${control.description}); copy them with cutover repair --all --entity ${state.entity}, ${settledMilliseconds / 60_000} minutes after this command has ended or later`,
      );
    }
    if (copied.length > 0) context.every(renewMs, () => void renew(command, copied, control, context));
  });
}

/** Marks last longer than requests can be late by this: what was sent since the last one is covered by it. Milliseconds. */
const renewMs = settledMilliseconds - lateWriteMilliseconds;

async function renew(
  command: TableCommand,
  states: readonly EntityControl[],
  control: Control,
  context: ProcessContext,
): Promise<void> {
  try {
    for (const state of states) await mark(command, state, control, context);
  } catch (error) {
    context.error(
      `Warning: ${messageOf(error)}; wait 20 minutes after this command has ended before cutover repair --all`,
    );
  }
}

function refusalOf(command: TableCommand, state: EntityControl, control: string): string | undefined {
  const { entity, table = "its table", phase, freeze } = state;
  const start = `${command} cannot change ${table}`;
  const where = `phase ${phase}, ${control}`;
  if (freeze)
    return `${start}: a flip of ${entity} is in progress (${where}); nothing was changed. Repeat the command when cutover status shows that it has ended`;
  if (command === "tables delete" && phase !== "old")
    return `${start}: the application relies on the items of ${entity} (${where}); nothing was changed. Return to the phase old with cutover back --entity ${entity}, or end the cutover with cutover end --entity ${entity}`;
  if (phase === "old" || phase === "new" || phase === "new-only") return undefined;
  return `${start}: the old store is the authority of ${entity}, and the table is its copy (${where}); nothing was changed. Change the old store instead, or return to the phase old with cutover back --entity ${entity}`;
}

async function mark(
  command: TableCommand,
  { entity }: EntityControl,
  control: Control,
  context: ProcessContext,
): Promise<void> {
  const { changeControl } = await import("../../../cutover/process/change-control.js");
  const reason = `${command} has changed items of the table, and not the old store`;
  await changeControl(control, cutoverClock(context), {
    ...{
      entity,
      by: `${command} on ${context.identity.host || "this host"}`,
      change: `unverified: ${reason}`,
    },
    next: (present) => {
      const refusal = refusalOf(command, present, control.description);
      if (refusal !== undefined) throw new UsageError("authority-moved", refusal);
      if (present.phase !== "new") return undefined;
      return { ...present, unverified: { reason, at: context.now().toISOString() } };
    },
  });
}
