import { DescribeContinuousBackupsCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { orRefused } from "./refusal";

/** The times to which a table can be restored, in milliseconds since 1970. */
export interface RecoveryPeriod {
  readonly earliest: number;
  readonly latest: number;
}

/** `undefined` if point-in-time recovery is off. @throws UnreachableError */
export async function recoveryPeriod(
  client: DynamoDBClient,
  table: string,
): Promise<RecoveryPeriod | undefined> {
  const describe = new DescribeContinuousBackupsCommand({ TableName: table });
  const response = await orRefused(`read the point-in-time recovery of table ${table}`, () =>
    client.send(describe),
  );
  const {
    PointInTimeRecoveryStatus: status,
    EarliestRestorableDateTime: earliest,
    LatestRestorableDateTime: latest,
  } = response.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  if (status !== "ENABLED" || !earliest || !latest) return undefined;
  return { earliest: earliest.getTime(), latest: latest.getTime() };
}
