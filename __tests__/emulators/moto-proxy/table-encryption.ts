import { type Answer, jsonAnswer } from "../http-exchange";
import { bodyOf, type MotoRequest } from "./moto-request";

/** `SSESpecification` of a request. */
interface Specification {
  readonly Enabled?: boolean;
  readonly KMSMasterKeyId?: string;
}

interface Table {
  readonly TableName?: string;
  readonly SSEDescription?: object;
}

/** What updates have made of the encryption of tables, by region and name. */
export type TableEncryptions = Map<string, Specification>;

/** The encryption of tables after an update; moto keeps what a table was created with. */
export function tableEncryption(request: MotoRequest, answer: Answer, all: TableEncryptions): Answer {
  const { service, operation, region, body } = request;
  if (service !== "dynamodb" || answer.status !== 200 || !operation.endsWith("Table")) return answer;
  const key = JSON.stringify([region, body["TableName"]]);
  const specification = body["SSESpecification"] as Specification | undefined;
  if (operation === "CreateTable" || operation === "DeleteTable") all.delete(key);
  if (operation === "UpdateTable" && specification !== undefined) all.set(key, specification);
  const current = all.get(key);
  if (current === undefined) return answer;
  const entries = Object.entries(bodyOf<Record<string, Table>>(answer));
  return jsonAnswer(200, Object.fromEntries(entries.map(([name, table]) => [name, as(table, current)])));
}

function as({ SSEDescription: _, ...table }: Table, { Enabled, KMSMasterKeyId }: Specification): Table {
  if (Enabled !== true) return table;
  return { ...table, SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: KMSMasterKeyId } };
}
