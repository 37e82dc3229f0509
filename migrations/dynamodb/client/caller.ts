import type { ServiceResponse } from "./service-response";

/** Calls operations of the service. */
export interface Caller {
  /**
   * Calls an operation, such as `BatchWriteItem`, and returns its response, whose shape was checked.
   * @param body the request as JSON
   * @throws ServiceError, or the signal's reason
   */
  call(operation: string, body: Buffer, signal?: AbortSignal): Promise<ServiceResponse>;
}
