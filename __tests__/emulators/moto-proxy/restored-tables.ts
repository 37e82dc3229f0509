import type { Answer } from "../http-exchange";
import { bodyOf, forward, type Moto, type MotoRequest, send } from "./moto-request";

interface Described {
  readonly Table: { readonly BillingModeSummary?: { readonly BillingMode?: string } };
}

/** A restored table has the billing mode of its source; moto makes every one provisioned, with 0 units. */
export async function restoredTables(moto: Moto, request: MotoRequest): Promise<Answer | null> {
  if (request.operation !== "RestoreTableToPointInTime") return null;
  const { SourceTableName, TargetTableName } = request.body;
  const restored = await forward(moto, request);
  if (restored.status !== 200) return restored;
  const source = await send(moto, request, "DescribeTable", { TableName: SourceTableName });
  const { BillingMode } = bodyOf<Described>(source).Table.BillingModeSummary ?? {};
  if (BillingMode === "PAY_PER_REQUEST")
    await send(moto, request, "UpdateTable", { TableName: TargetTableName, BillingMode });
  return restored;
}
