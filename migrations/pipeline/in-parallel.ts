/**
 * Does something with every member of a list, some at the same time, and returns the results in the list's order. If one
 * fails, no more are started, and its error is thrown once those that were started have ended.
 * @param atOnce the maximum at the same time, at least 1
 */
export async function inParallel<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (member: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(list.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < list.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(list[index] as T);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
