import { describe, it } from "vitest";

/** Something that a test needs and that is not on every machine. */
export type RealPart<T> =
  { readonly available: true; readonly part: T } | { readonly available: false; readonly why: string };

/**
 * A suite that needs a real part. Without it the suite is skipped and says why in one line; with
 * `REQUIRE_ALL_PARTS=1`, as in CI, it fails.
 */
export function describeWith<T>(title: string, find: () => Promise<RealPart<T>>, body: (part: T) => void) {
  describe(title, async () => {
    const found = await find();
    if (found.available) return body(found.part);
    if (process.env["REQUIRE_ALL_PARTS"] === "1") {
      throw new Error(`${title}: ${found.why}, and REQUIRE_ALL_PARTS=1 allows no skipping`);
    }
    console.warn(`skipped: ${title}: ${found.why}`);
    it.skip(`needs what is not here: ${found.why}`);
  });
}

/** Both parts, or why one of them is not here. */
export async function both<A, B>(
  first: Promise<RealPart<A>>,
  second: Promise<RealPart<B>>,
): Promise<RealPart<{ readonly first: A; readonly second: B }>> {
  const [a, b] = await Promise.all([first, second]);
  if (!a.available) return a;
  if (!b.available) return b;
  return { available: true, part: { first: a.part, second: b.part } };
}
