import { isObject } from "./attribute-shape";
import type { ServiceError } from "./service-error";

/**
 * Why a request is retried, as people read it: `ThrottlingException`, and if the service names the table or index
 * that could not keep up, `ThrottlingException (index EmailIndex: IndexWriteKeyRangeThroughputExceeded)`.
 */
export function retryReason({ code, details }: ServiceError): string {
  const reasons = reasonsIn(details.response).map(shown);
  return reasons.length === 0 ? code : `${code} (${[...new Set(reasons)].join(", ")})`;
}

/** The service spells the member in two ways, by exception. */
function reasonsIn(
  response: Readonly<Record<string, unknown>> | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  const reasons = response?.["ThrottlingReasons"] ?? response?.["throttlingReasons"];
  return Array.isArray(reasons) ? reasons.filter(isObject) : [];
}

function shown({ reason, resource }: Readonly<Record<string, unknown>>): string {
  const why = typeof reason === "string" ? reason : "no reason given";
  const arn = typeof resource === "string" ? resource : "";
  const index = /\/index\/([^/]+)$/.exec(arn)?.[1];
  if (index !== undefined) return `index ${index}: ${why}`;
  const table = /:table\/([^/]+)$/.exec(arn)?.[1];
  return table === undefined ? why : `table ${table}: ${why}`;
}
