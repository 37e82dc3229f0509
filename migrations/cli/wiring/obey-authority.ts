import type { EntityControl } from "../../../cutover/control/control";
import { authorityIn } from "../../../cutover/phase";
import { UsageError } from "../../errors";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { CutoverOutput } from "../../targets/cutover-output";
import { readCutoverOutput } from "../../targets/read-outputs";
import type { MigrationOptions, TargetOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { withCutoverErrors } from "./cutover-error";
import { connect, connectTo } from "./dynamodb";
import { obeyTableAuthority } from "./obey-table-authority";
import type { Migration } from "./open-migration";
import type { OpenedTarget } from "./open-target";

/** A command that copies the source into the tables. */
export type CopyingCommand = "run" | "run --follow" | "sync" | "follow" | "verify --repair";

/** The cutover that outputs name. */
export function cutoverIn(
  opened: Pick<OpenedTarget, "outputsName" | "text"> | undefined,
  { stack }: Pick<TargetOptions, "stack">,
): CutoverOutput | undefined {
  return opened && readCutoverOutput(opened.outputsName, opened.text, stack);
}

/** The table of the control that a migration's outputs name, or the environment; `undefined` if there is none. */
export function controlTableOf(
  { cutover }: Pick<Migration, "cutover">,
  { env }: Pick<ProcessContext, "env">,
): string | undefined {
  return cutover?.control.name ?? env["CUTOVER_CONTROL_TABLE"];
}

/** The same for a command without a migration file. */
export function controlIn(
  opened: Parameters<typeof cutoverIn>[0],
  options: Parameters<typeof cutoverIn>[1],
  context: Pick<ProcessContext, "env">,
): string | undefined {
  return controlTableOf({ cutover: cutoverIn(opened, options) }, context);
}

/**
 * Refuses a command that would write older rows over newer items of an entity whose cutover phase no longer allows it.
 *
 * @returns what the control says
 * @throws UsageError `authority-moved`
 * @throws UnreachableError if the control exists and cannot be read
 */
export async function obeyAuthority(
  command: CopyingCommand,
  migration: Migration,
  options: MigrationOptions,
  context: ProcessContext,
): Promise<ReadonlyMap<string, EntityControl>> {
  const states = await controlsOf(migration, options, context);
  const names = wantedEntities(migration.definition, options.entity).map(({ name }) => name);
  const refusals = names.flatMap((name) => {
    const state = states.get(name);
    const refusal = state && refusalOf(command, state);
    return refusal === undefined ? [] : [refusal];
  });
  if (refusals.length > 0) throw new UsageError("authority-moved", refusals.join("\n"));
  return states;
}

/** What the control says about the entities of a migration; empty if no control is known. */
export async function controlsOf(
  migration: Migration,
  options: MigrationOptions,
  context: ProcessContext,
): Promise<ReadonlyMap<string, EntityControl>> {
  const table = controlTableOf(migration, context);
  if (table === undefined) return new Map();
  const connection = connect(migration, options, context);
  try {
    return await readControl(table, connection.client, context);
  } finally {
    connection.client.destroy();
  }
}

async function readControl(
  table: string,
  client: ReturnType<typeof connectTo>["client"],
  context: ProcessContext,
): Promise<ReadonlyMap<string, EntityControl>> {
  const { DynamoDbControl } = await import("../../../cutover/control/dynamodb-control.js");
  return withCutoverErrors(context, () => new DynamoDbControl({ table, client }).read());
}

function refusalOf(command: CopyingCommand, { entity, phase, mode }: EntityControl): string | undefined {
  // It reads the control before it carries changes over, and watches entities whose tables are the authority.
  if (command === "follow") return undefined;
  const start = `${command} would replace newer items of ${entity} by older rows`;
  if (authorityIn(phase) === "new")
    return `${start}: its tables are the authority (phase ${phase}); nothing was changed. To write the old store again, return to it with cutover back --entity ${entity}`;
  if (phase === "old" || command === "run --follow") return undefined;
  if (mode === "dual")
    return `${start}: the application writes both stores (phase ${phase}); nothing was changed. Copy all rows, one by one, with cutover repair --all --entity ${entity}`;
  const way = command === "run" ? "Add --follow" : "follow writes what differs by itself";
  return `${start}: follow copies changes meanwhile (phase ${phase}); nothing was changed. ${way}`;
}

/** What a rollback knows of its run. */
export interface RolledBackRun {
  readonly run: string;
  readonly control: string | undefined;
  readonly entities: readonly string[];
  /** Tables whose items it has changed without a migration file. */
  readonly tables: readonly string[];
  readonly endpoint: string | undefined;
  readonly region: string;
}

/** Rolls a run back. @throws UsageError if an entity of the run has left the phase `old`; then nothing is rolled back */
export async function rollBackIfAllowed<Result>(
  { run, control, entities, tables, endpoint, region }: RolledBackRun,
  context: ProcessContext,
  rollBack: () => Promise<Result>,
): Promise<Result> {
  const table = control ?? context.env["CUTOVER_CONTROL_TABLE"];
  if (table === undefined) return rollBack();
  const { client } = connectTo(endpoint, region, context);
  try {
    const states = await readControl(table, client, context);
    const left = entities.filter((name) => (states.get(name)?.phase ?? "old") !== "old");
    if (left.length === 0) {
      if (tables.length > 0)
        await obeyTableAuthority("rollback", { tables, client, control: table }, context);
      return await rollBack();
    }
    const phases = left.map((name) => `${name} (phase ${states.get(name)?.phase})`).join(", ");
    throw new UsageError(
      "authority-moved",
      `run ${run} cannot be rolled back: the application relies on its items since ${phases} left the phase old; nothing was changed. Return to old first, with cutover back`,
    );
  } finally {
    client.destroy();
  }
}
