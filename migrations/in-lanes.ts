/**
 * Does a step for each element, a number of them at a time, in their order.
 * @throws what a step throws first; no further step is started, and those under way have ended
 */
export async function inLanes<Element>(
  elements: readonly Element[],
  lanes: number,
  step: (element: Element) => Promise<void>,
): Promise<void> {
  const left = elements[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) {
      await step(next.value).catch((error: unknown) => failures.push(error));
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, elements.length) }, lane));
  if (failures.length > 0) throw failures[0];
}
