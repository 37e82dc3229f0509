import { dateTime, type HistoryEntry, type Problem, type UsageEntry, type User } from "../repositories/rows";
import type { Repositories } from "./repositories";

/** A request, without what HTTP is about. */
export interface ServiceRequest {
  readonly method: string;
  /** `["users", "7"]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** Of a PUT or a POST. */
  readonly body: () => Promise<object>;
}

/** What is sent back as JSON. */
export interface ServiceResponse {
  readonly status: number;
  readonly body?: object | undefined;
}

interface Records<Row> {
  get(id: number): Promise<Row | undefined>;
  save(row: Row): Promise<void>;
  delete(id: number): Promise<void>;
}

/** Responds to a request. @throws Error of a store, or of the library */
export async function respond(repositories: Repositories, request: ServiceRequest): Promise<ServiceResponse> {
  const { path, query, body } = request;
  const [resource, id, part, name] = path;
  const { users, problems, history, usage, limiter } = repositories;
  if (resource === "status") return { status: 200, body: repositories.status() };
  if (resource === "timeline") return { status: 200, body: await history.timeline(20) };
  if (resource === "users" && part === "usage")
    return request.method === "POST"
      ? done(usage.log(timed<UsageEntry>({ user_id: Number(id), ...(await body()) })))
      : { status: 200, body: await usage.idsOf(Number(id)) };
  if (resource === "users" && part === "limits" && id && name) {
    const limit = await limiter.checkRateLimit(id, name, Number(query.get("limit") ?? 5));
    return { status: limit.allowed ? 200 : 429, body: limit };
  }
  if (resource === "users" && id === undefined) return found(users.byEmail(query.get("email") ?? ""));
  if (resource === "users") return respondWithRecord<User>(users, request);
  if (resource === "problems" && id === undefined)
    return found(problems.byNumber(query.get("platform") ?? "", query.get("number") ?? ""));
  if (resource === "problems" && part === "tests") return found(problems.testCase(Number(id), Number(name)));
  if (resource === "problems") return respondWithRecord<Problem>(problems, request);
  if (resource === "history" && part === "public")
    return { status: (await history.publish(Number(id), request.method === "PUT")) ? 200 : 404 };
  if (resource === "history") return respondWithRecord<HistoryEntry>(history, request);
  return { status: 404 };
}

async function respondWithRecord<Row extends object>(
  records: Records<Row>,
  { method, path, body }: ServiceRequest,
): Promise<ServiceResponse> {
  const id = Number(path[1]);
  if (method === "GET") return found(records.get(id));
  if (method === "PUT") return done(records.save(timed<Row>({ ...(await body()), id })));
  if (method === "DELETE") return done(records.delete(id));
  return { status: 405 };
}

async function found(record: Promise<object | undefined>): Promise<ServiceResponse> {
  const body = await record;
  return body ? { status: 200, body } : { status: 404 };
}

async function done(change: Promise<void>): Promise<ServiceResponse> {
  await change;
  return { status: 200 };
}

/** A row with the time of its creation: now, unless it has one. */
function timed<Row>(row: { readonly created_at?: string; readonly [column: string]: unknown }): Row {
  return { ...row, created_at: dateTime(row.created_at ?? new Date()) } as Row;
}
