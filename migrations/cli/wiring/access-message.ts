import { knownAccess } from "../../dynamodb/client/known-access";
import type { ParentMessage } from "../worker-process";
import type { Connection } from "./dynamodb";

/**
 * How workers of this machine reach the tables, so that they need not load the AWS SDK to find it again. `undefined` if
 * they must: credentials expire, or are not found, which workers report themselves.
 */
export async function accessMessage({
  access,
  place,
  region,
}: Pick<Connection, "access" | "place" | "region">): Promise<ParentMessage | undefined> {
  const known = await knownAccess(access).catch(() => undefined);
  return known && { kind: "access", access: { ...known, place, region } };
}
