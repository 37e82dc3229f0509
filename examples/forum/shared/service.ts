import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type Adapter, type Kind, keys, openAdapter, type Row } from "./adapter";
import { type Handler, type Request, type Response, serve } from "./server";

/** A list that a service can be asked for: `GET /posts?threadId=thr_1`. */
export interface Listing {
  /** The attribute, which is the partition key of the index. */
  readonly by: string;
  readonly index: string;
}

/** What one service does besides reading and writing its records. */
export interface Service {
  readonly kind: Kind;
  readonly listings: readonly Listing[];
  /** Further actions: `POST /threads/thr_1/views`. */
  readonly actions?: Readonly<Record<string, (adapter: Adapter, id: string) => Promise<Response>>>;
}

/** Starts a service on the port that `PORT` names. */
export async function start(service: Service): Promise<void> {
  const adapter = await openAdapter(service.kind, process.env);
  serve(Number(process.env["PORT"] ?? 3000), adapter, handlerOf(service, adapter));
}

function handlerOf(service: Service, adapter: Adapter): Handler {
  const { kind, actions = {} } = service;
  const { records } = adapter;
  return async ({ method, id, action, query, body }: Request): Promise<Response> => {
    if (id === undefined || id === "")
      return method === "GET" ? list(service, adapter, query) : create(kind, adapter, body);
    if (id === "health") return health(kind, adapter);
    if (action !== undefined) return (await actions[action]?.(adapter, id)) ?? { status: 404 };
    if (method === "PUT") return put(adapter, { ...body, [keys[kind]]: id });
    if (method === "DELETE") {
      await records.delete(id);
      return { status: 204 };
    }
    const row = await records.get(id);
    return row ? { status: 200, body: row } : { status: 404 };
  };
}

async function create(kind: Kind, adapter: Adapter, body: Row): Promise<Response> {
  const id = `${kind.slice(0, 3)}_${crypto.randomUUID()}`;
  return { ...(await put(adapter, { ...body, [keys[kind]]: id })), status: 201 };
}

async function put({ records }: Adapter, row: Row): Promise<Response> {
  await records.put(row);
  return { status: 200, body: row };
}

async function list({ listings }: Service, adapter: Adapter, query: URLSearchParams): Promise<Response> {
  const listing = listings.find(({ by }) => query.has(by));
  if (!listing)
    return { status: 400, body: { error: `ask by ${listings.map(({ by }) => by).join(" or ")}` } };
  const { by, index } = listing;
  const value = query.get(by) ?? "";
  const rows = await adapter.records.query({
    old: async () => (await adapter.file.all()).filter((row) => row[by] === value) as Row[],
    new: () => rowsByIndex(adapter, index, by, value),
  });
  return { status: 200, body: rows };
}

async function rowsByIndex(
  { client, table }: Adapter,
  index: string,
  by: string,
  value: string,
): Promise<Row[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      ...{ TableName: table, IndexName: index, KeyConditionExpression: "#by = :value" },
      ExpressionAttributeNames: { "#by": by },
      ExpressionAttributeValues: { ":value": { S: value } },
    }),
  );
  return Items.map((item) => {
    const row: Row = unmarshall(item);
    delete row["_e"];
    return row;
  });
}

function health(kind: Kind, adapter: Adapter): Response {
  const stats = adapter.cutover.stats().get(kind);
  return { status: 200, body: { service: kind, status: "ok", ...stats } };
}
