import type { Caller } from "./caller";
import type { RetryPolicy } from "./retry-policy";
import type { ServiceResponse } from "./service-response";

/** Retries what the service throttled or failed at. For requests that do no harm if they are done twice. */
export class RetryingClient implements Caller {
  constructor(
    private readonly service: Caller,
    private readonly policy: RetryPolicy,
  ) {}

  call(operation: string, body: Buffer, signal?: AbortSignal): Promise<ServiceResponse> {
    const what = () => tableIn(body) ?? operation;
    return this.policy.run(what, () => this.service.call(operation, body, signal), signal);
  }
}

/** `table users` */
function tableIn(body: Buffer): string | undefined {
  const { TableName: name } = JSON.parse(body.toString("utf8")) as { readonly TableName?: string };
  return name === undefined ? undefined : `table ${name}`;
}
