import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { accessOf } from "../http/access";
import type { Caller } from "../http/caller";
import { DynamoDbService } from "../http/dynamodb-service";
import { PatientCaller } from "../http/patient-caller";
import { proxiesIn } from "../http/proxies";
import { clientSettings, endpointIn } from "./client-settings";
import { clock } from "./clock";
import type { MigrationOptions } from "./migration-options";
import type { Migration } from "./open-migration";
import type { Terminal } from "./terminal";

/** A connection to the tables, and how to name it to people. */
export interface Connection {
  /** For everything but the items themselves. */
  readonly client: DynamoDBClient;
  /** For the items: the same place and credentials, without the SDK's work per request. */
  readonly service: Caller;
  /** `us-east-1`, or an endpoint. */
  readonly place: string;
  readonly region: string;
}

/** Connects to the tables of a migration. @param attempts of each request; 1 where the caller repeats them itself */
export function connect(
  { target, local }: Migration,
  options: MigrationOptions,
  terminal: Terminal,
  attempts: number,
): Connection {
  const endpoint = options.endpoint ?? local?.endpoint ?? endpointIn(terminal.env, "DYNAMODB");
  return connectTo(endpoint, options.region ?? target.region, terminal, attempts);
}

/** Connects to a region of AWS, or to an endpoint that stands for it. */
export function connectTo(
  endpoint: string | undefined,
  region: string,
  terminal: Terminal,
  attempts: number,
): Connection {
  const client = new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 30_000,
      httpAgent: { maxSockets: 256 },
      httpsAgent: { maxSockets: 256 },
    },
    ...clientSettings({ region, endpoint }, terminal),
  });
  return { client, service: serviceOf(client, terminal, attempts), place: endpoint ?? region, region };
}

function serviceOf(client: DynamoDBClient, { env, now, random }: Terminal, attempts: number): Caller {
  const settings = { now: () => now().getTime(), proxies: proxiesIn(env) };
  const service = new DynamoDbService(accessOf(client), settings);
  return attempts > 1 ? new PatientCaller(service, { attempts, random, sleep: clock.sleep }) : service;
}
