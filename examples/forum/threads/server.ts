import { UpdateItemCommand, type UpdateItemCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Adapter } from "../shared/adapter";
import type { Response } from "../shared/server";
import { start } from "../shared/service";

void start({
  kind: "threads",
  listings: [{ by: "board", index: "CreatedAtIndex" }],
  actions: { views: countView },
});

/** Counts by the store's own means, so that no view is lost between readers. */
async function countView({ records, file, client, table }: Adapter, id: string): Promise<Response> {
  const views = await records.write(id, {
    old: async () => {
      const row = await file.change(
        id,
        (thread) => thread && { ...thread, views: Number(thread["views"] ?? 0) + 1 },
      );
      return row?.["views"];
    },
    new: async ({ epoch }) => {
      const sent = client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { threadId: { S: id } },
          UpdateExpression: "ADD #views :one SET #epoch = :epoch",
          ConditionExpression: "attribute_exists(threadId)",
          ExpressionAttributeNames: { "#views": "views", "#epoch": "_e" },
          ExpressionAttributeValues: { ":one": { N: "1" }, ":epoch": { N: String(epoch) } },
          ReturnValues: "UPDATED_NEW",
        }),
      );
      const { Attributes } = await sent.catch(unlessMissing);
      return Attributes && Number(Attributes["views"]?.N);
    },
  });
  return views === undefined ? { status: 404 } : { status: 200, body: { views } };
}

function unlessMissing(error: Error): UpdateItemCommandOutput {
  if (error.name === "ConditionalCheckFailedException") return { $metadata: {} };
  throw error;
}
