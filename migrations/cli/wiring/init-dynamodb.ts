import { DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { describeTable, tableFrom } from "../../dynamodb/control/describe-table";
import { orRefused } from "../../dynamodb/control/refusal";
import { tableNames } from "../../dynamodb/control/tables";
import type { AssumedRole } from "../../definition/definition";
import { UsageError } from "../../errors";
import { dynamoDbScaffold, type ExistingTable } from "../../scaffold/dynamodb-scaffold";
import { parseAwsAddress } from "../../sources/dynamodb/aws-address";
import { AddressError } from "../../sources/sql/database-address";
import type { ProcessContext } from "../process-context";
import { connectTo, type Connection } from "./dynamodb";
import type { InitSource } from "./scaffold-source";

/** The tables of `dynamodb:<region or endpoint>`, or the one of `dynamodb:<region or endpoint>/<table>`. @throws UsageError */
export function initDynamoDb(from: string, context: ProcessContext, role?: AssumedRole): InitSource {
  const { address, location, table } = addressOf(from);
  return {
    ...{ kind: "dynamodb", shown: `${address.shown}${table === undefined ? "" : ` ${table}`}` },
    service: table ?? "tables",
    location: () => location,
    found: async () => {
      const connection = connectTo(address.endpoint, address.region, context, {
        ...{ profile: address.profile, role },
      });
      try {
        const names = table === undefined ? await tableNames(connection.client) : [table];
        const existing: ExistingTable[] = [];
        for (const name of names) existing.push(await existingTable(name, connection));
        return dynamoDbScaffold(existing);
      } finally {
        connection.client.destroy();
      }
    },
  };
}

async function existingTable(name: string, { client, place }: Connection): Promise<ExistingTable> {
  const description = await describeTable(client, name, place);
  const command = new DescribeTimeToLiveCommand({ TableName: name });
  const { TimeToLiveDescription: live } = await orRefused(`describe the time to live of ${name}`, () =>
    client.send(command),
  );
  const isOn = live?.TimeToLiveStatus === "ENABLED" || live?.TimeToLiveStatus === "ENABLING";
  return {
    table: { ...tableFrom(description), ttlAttribute: isOn ? live.AttributeName : undefined },
    items: description.ItemCount ?? 0,
  };
}

/** An endpoint has slashes of its own; a table's name is what follows a region or a whole endpoint. */
function addressOf(from: string) {
  const [, place = "", name, query = ""] =
    /^dynamodb:((?:[a-z0-9-]+@)?https?:\/\/[^/?]+|[^/?]+)(?:\/([\w.-]+))?\/?(\?.*)?$/.exec(from) ?? [];
  try {
    const location = `${place}${query}`;
    return { address: parseAwsAddress(location), location, table: name };
  } catch (cause) {
    if (!(cause instanceof AddressError)) throw cause;
    throw new UsageError("init-from-invalid", `--from dynamodb: ${cause.message}`, { cause });
  }
}
