import type { ServiceError } from "./service-error";

interface ThrottlingReason {
  readonly reason?: string;
  /** ARN of the table or index. */
  readonly resource?: string;
}

/**
 * Why a request is repeated, as people read it: `ThrottlingException`, and where the service names the table or
 * index that could not keep up, `ThrottlingException (index EmailIndex: IndexWriteKeyRangeThroughputExceeded)`.
 */
export function retryReason({ code, details }: ServiceError): string {
  const reasons = reasonsIn(details.answer).map(shown);
  return reasons.length === 0 ? code : `${code} (${[...new Set(reasons)].join(", ")})`;
}

/** The service spells the member in two ways, by exception. */
function reasonsIn(answer: Readonly<Record<string, unknown>> | undefined): readonly ThrottlingReason[] {
  const reasons = answer?.["ThrottlingReasons"] ?? answer?.["throttlingReasons"];
  return Array.isArray(reasons) ? (reasons as ThrottlingReason[]) : [];
}

function shown({ reason = "no reason given", resource = "" }: ThrottlingReason): string {
  const index = /\/index\/([^/]+)$/.exec(resource)?.[1];
  if (index !== undefined) return `index ${index}: ${reason}`;
  const table = /:table\/([^/]+)$/.exec(resource)?.[1];
  return table === undefined ? reason : `table ${table}: ${reason}`;
}
