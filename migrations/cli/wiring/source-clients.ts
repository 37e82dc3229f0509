import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type * as S3 from "@aws-sdk/client-s3";
import { posix } from "node:path";
import {
  type AwsAddress,
  checkEndpoint,
  checkRegion,
  parametersIn,
} from "../../sources/dynamodb/aws-address";
import { AddressError } from "../../sources/sql/database-address";
import { DynamoDbExportSource } from "../../table-files/export/dynamodb-export-source";
import { DynamoDbSource, type ScanSettings } from "../../sources/dynamodb/dynamodb-source";
import { loadDriver } from "../../sources/sql/optional-driver";
import { type S3Access, S3Export } from "../../table-files/export/s3-export";
import { DynamoDbService } from "../../dynamodb/client/dynamodb-service";
import { accessOf } from "../../dynamodb/client/endpoint";
import { proxiesIn } from "../../dynamodb/client/proxies";
import { streamsAccess } from "../../dynamodb/client/streams-access";
import { RetryingClient } from "../../dynamodb/client/retrying-client";
import { retrying } from "../../dynamodb/client/retrying-sdk-client";
import { clock } from "../clock";
import type { AssumedRole } from "../../definition/definition";
import { type ClientOptions, clientSettings, endpointIn } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import { itemService, requestTimeouts } from "./item-service";
import { readRate } from "./read-rate";
import { retryPolicyFor, type RetryContext } from "./retry-policy";
import type { ProcessContext } from "../process-context";

/** What the clients of sources need from the process. */
export type SourceContext = Pick<ProcessContext, "env" | "now"> &
  RetryContext &
  Partial<Pick<ProcessContext, "signal" | "readShare">>;

/** Makes the source of an address such as `us-east-1?segments=8&read=eventual&rate=50`. @throws AddressError */
export function dynamoDbSource(
  address: AwsAddress,
  context: SourceContext,
  role?: AssumedRole,
): DynamoDbSource {
  const settings = scanSettings(address.parameters, context.readShare);
  const client = new DynamoDBClient({
    requestHandler: requestTimeouts,
    ...clientSettings({ ...address, role }, context),
  });
  if (address.profile === undefined) explainCredentials(client, context.env);
  const retryPolicy = retryPolicyFor(context);
  const retried = new RetryingClient(itemService(accessOf(client), context), retryPolicy);
  const streams = new RetryingClient(streamsService(client, context, address), retryPolicy);
  const { now, sleep } = clock;
  const streamClock = { now: () => context.now().getTime(), monotonic: now, sleep };
  return new DynamoDbSource(retried, address.shown, settings, { streams, retryPolicy, clock: streamClock });
}

/** DynamoDB Streams of the same region, or at the endpoint of the source or of AWS_ENDPOINT_URL_DYNAMODB_STREAMS. */
function streamsService(
  client: DynamoDBClient,
  context: SourceContext,
  { endpoint }: AwsAddress,
): DynamoDbService {
  const { env, now } = context;
  const own = endpoint === undefined ? env["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] : undefined;
  checkEndpoint(own);
  const settings = { now: () => now().getTime(), proxies: proxiesIn(env) };
  return new DynamoDbService(streamsAccess(accessOf(client), own), settings);
}

/** @param share of the rate that this process may use */
function scanSettings(
  { segments = "4", read = "consistent", rate }: AwsAddress["parameters"],
  share = 1,
): ScanSettings {
  if (!/^[1-9]\d{0,5}$/.test(segments) && segments !== "1000000")
    throw new AddressError(`segments must be a whole number from 1 to 1000000, got "${segments}"`);
  if (read !== "consistent" && read !== "eventual")
    throw new AddressError(`read must be consistent or eventual, which costs half, got "${read}"`);
  if (rate !== undefined && !/^[1-9]\d*$/.test(rate))
    throw new AddressError(`rate must be a whole number of read units per second, at least 1, got "${rate}"`);
  const unitsPerSecond = rate === undefined ? undefined : Number(rate) * share;
  const isConsistent = read === "consistent";
  return {
    segments: Number(segments),
    isConsistent,
    makeRate: () => readRate(unitsPerSecond, isConsistent),
  };
}

/** Makes the source of exports such as `s3://bucket/prefix/AWSDynamoDB?region=eu-west-1`. @throws AddressError */
export function s3ExportSource(
  location: string,
  context: SourceContext,
  role?: AssumedRole,
): DynamoDbExportSource {
  return new DynamoDbExportSource(s3Exports(location, context, role));
}

/**
 * The exports in folders of a location such as `s3://bucket/prefix/AWSDynamoDB?region=eu-west-1`.
 * @param role that reads them. @default the credentials of the address or of the environment
 * @throws AddressError
 */
export function s3Exports(
  location: string,
  context: SourceContext,
  role?: AssumedRole,
): (folder: string) => S3Export {
  const [place = "", query = ""] = location.split("?");
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  if (bucket === "" || /[:@]/.test(bucket))
    throw new AddressError(`must be s3://bucket/prefix/AWSDynamoDB/<export id>, got "${location}"`);
  const { env } = context;
  const {
    region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    endpoint = endpointIn(env, "S3"),
    profile,
  } = parametersIn(query, ["region", "endpoint", "profile"]);
  checkEndpoint(endpoint);
  checkRegion(region);
  const named = { ...(endpoint !== undefined && { endpoint }), ...(profile !== undefined && { profile }) };
  const address = { region, ...named, parameters: {}, shown: place };
  let access: Promise<S3Access> | undefined;
  const connect = () => (access ??= s3Access({ ...address, role }, context));
  return (folder) => new S3Export(connect, bucket, posix.join(prefix, folder));
}

async function s3Access(
  address: AwsAddress & Pick<ClientOptions, "role">,
  context: SourceContext,
): Promise<S3Access> {
  const { S3Client, GetObjectCommand } = await loadDriver<typeof S3>("dynamodbExport", "@aws-sdk/client-s3");
  const client = new S3Client({
    requestHandler: requestTimeouts,
    ...clientSettings(address, context),
    followRegionRedirects: true,
    // An emulator has no name for each bucket.
    forcePathStyle: address.endpoint !== undefined,
  });
  if (address.profile === undefined) explainCredentials(client, context.env);
  const policy = retryPolicyFor(context);
  return { client: retrying(client, { policy, signal: context.signal }), GetObjectCommand, policy };
}
