import { type Answer, jsonAnswer } from "../http-exchange";
import { bodyOf, type MotoRequest } from "./moto-request";

interface Throughput {
  readonly ProvisionedThroughput?: object;
}

interface Table extends Throughput {
  readonly BillingModeSummary?: { readonly BillingMode?: string };
  readonly GlobalSecondaryIndexes?: readonly Throughput[];
}

/**
 * An on-demand table has 0 units, and so have its indexes; moto goes on saying what they had before.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ProvisionedThroughput.html
 */
export function onDemandUnits({ service, operation }: MotoRequest, answer: Answer): Answer {
  if (service !== "dynamodb" || answer.status !== 200 || !operation.endsWith("Table")) return answer;
  const entries = Object.entries(bodyOf<Record<string, Table>>(answer));
  return jsonAnswer(200, Object.fromEntries(entries.map(([key, table]) => [key, withoutUnits(table)])));
}

function withoutUnits(table: Table): Table {
  if (table.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST") return table;
  const { GlobalSecondaryIndexes: indexes } = table;
  return { ...none(table), ...(indexes && { GlobalSecondaryIndexes: indexes.map(none) }) };
}

function none<Of extends Throughput>(of: Of): Of {
  const units = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  return { ...of, ProvisionedThroughput: { ...of.ProvisionedThroughput, ...units } };
}
