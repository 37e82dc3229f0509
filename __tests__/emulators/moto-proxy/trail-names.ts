import type { Answer } from "../http-exchange";
import { type Moto, type MotoRequest, send } from "./moto-request";

const byNameAlone = new Set(["StartLogging", "StopLogging", "DeleteTrail"]);

/** Trails by their ARNs: moto starts, stops and deletes them by their names alone. */
export async function trailNames(moto: Moto, request: MotoRequest): Promise<Answer | null> {
  if (request.service !== "cloudtrail" || !byNameAlone.has(request.operation)) return null;
  const Name = String(request.body["Name"]).replace(/^.*:trail\//, "");
  return send(moto, request, request.operation, { ...request.body, Name });
}
