import { expect, it } from "vitest";
import { GroupedSteps } from "../../../../migrations/run-store/remote/grouped-steps";

/** Steps that end when the test says so. */
function controlled() {
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const steps = new GroupedSteps(
    () => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject })),
  );
  return { steps, ends };
}

it("a step serves those who asked before it started, and one more step all who asked meanwhile", async () => {
  const { steps, ends } = controlled();
  const first = steps.run();
  const later = [steps.run(), steps.run()];
  expect(ends).toHaveLength(1);
  ends[0]?.resolve();
  await first;
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve();
  await Promise.all(later);
  expect(ends).toHaveLength(2);
});

it("a step that fails fails for those that it serves only", async () => {
  const { steps, ends } = controlled();
  const first = steps.run();
  const second = steps.run();
  ends[0]?.reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve();
  await second;
});
