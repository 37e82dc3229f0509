import { type AttributeValue, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { epochAttribute } from "../../../cutover/stores/store";
import { InterruptedError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { counted } from "../../report/quantity";
import type { CutoverStepOptions } from "../options/cutover-options";
import type { ProcessContext } from "../process-context";
import { connect, type Connection } from "./dynamodb";
import { openMigration } from "./open-migration";

type Key = Record<string, AttributeValue>;

/** Items that are changed at the same time. */
const together = 25;

/**
 * Removes the attribute that second writes carry from all items of an entity's table. A table that another entity of the
 * control uses too keeps it until that one ends: it protects that one's items from late writes.
 */
export async function removeEpochs(
  file: string,
  entity: string,
  others: readonly string[],
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<void> {
  const migration = await openMigration(file, { ...options, entity: [entity] }, context);
  const { entities } = migration.definition;
  const to = entities.find(({ name }) => name === entity)?.to ?? "";
  const table = migration.target.tables[to] as TargetTable;
  const sharing = entities
    .filter((one) => one.to === to && others.includes(one.name))
    .map(({ name }) => name);
  if (sharing.length > 0)
    return context.error(
      `table ${table.name} keeps the attribute ${epochAttribute} until the cutover of ${sharing.join(", ")} has ended`,
    );
  const connection = connect(migration, options, context);
  try {
    const removed = await removeFrom(table, connection, context);
    if (!options.json)
      context.error(
        `table ${table.name}: attribute ${epochAttribute} removed from ${counted(removed, "item")}`,
      );
  } finally {
    connection.client.destroy();
  }
}

async function removeFrom(
  table: TargetTable,
  { client }: Connection,
  { signal }: ProcessContext,
): Promise<number> {
  const names = keyAttributes(table).map(({ name }) => name);
  const placeholders = names.map((_, index) => `#k${index}`);
  let start: Key | undefined;
  let removed = 0;
  do {
    if (signal.aborted)
      throw new InterruptedError(
        `interrupted; repeat the command to remove ${epochAttribute} from the other items`,
      );
    const page = await client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        FilterExpression: "attribute_exists(#e)",
        ProjectionExpression: placeholders.join(", "),
        ExpressionAttributeNames: {
          "#e": epochAttribute,
          ...Object.fromEntries(names.map((name, index) => [`#k${index}`, name])),
        },
        ExclusiveStartKey: start,
      }),
    );
    const keys = page.Items ?? [];
    for (let at = 0; at < keys.length; at += together)
      await Promise.all(keys.slice(at, at + together).map((key) => removeOne(table, key, client)));
    removed += keys.length;
    start = page.LastEvaluatedKey;
  } while (start);
  return removed;
}

/** An item that was deleted meanwhile is not created again. */
async function removeOne({ name }: TargetTable, key: Key, client: Connection["client"]): Promise<void> {
  await client
    .send(
      new UpdateItemCommand({
        TableName: name,
        Key: key,
        UpdateExpression: "REMOVE #e",
        ConditionExpression: "attribute_exists(#e)",
        ExpressionAttributeNames: { "#e": epochAttribute },
      }),
    )
    .catch((error: unknown) => {
      if ((error as { name?: string }).name !== "ConditionalCheckFailedException") throw error;
    });
}
