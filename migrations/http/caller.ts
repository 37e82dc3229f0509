/** Calls operations of the service. */
export interface Caller {
  /**
   * Calls an operation, such as `BatchWriteItem`, and returns the answer's body.
   * @param body the request as JSON
   * @throws ServiceError, or the signal's reason
   */
  call(operation: string, body: Buffer, signal?: AbortSignal): Promise<Buffer>;
}
