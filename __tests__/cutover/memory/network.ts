/**
 * How a request reaches a store: it may wait before or after the store handles it, fail, or be handled after its sender
 * was told that it failed.
 *
 * @param request `read old 7`, `write new 7`, `change control`
 */
export type Network = <Result>(request: string, handle: () => Result) => Promise<Result>;

/** A network without delays and faults. */
export const immediate: Network = (_request, handle) =>
  new Promise((resolve) => {
    resolve(handle());
  });
