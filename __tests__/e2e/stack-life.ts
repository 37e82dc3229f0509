import { expect, it } from "vitest";
import type { EmulatedAws } from "./emulated-aws";
import type { ExampleProject } from "./example-project";

/** The emulated AWS, which is started after the tests are declared. */
type Aws = () => EmulatedAws<ExampleProject>;

/** Applies stacks in their order for the first time. */
export function isMadeFromNothing(aws: Aws, ...stacks: readonly string[]): void {
  it("is created with the emulated operations of AWS only", async () => {
    for (const stack of stacks) {
      expect(await aws().apply(stack)).toMatch(/[1-9]\d* added, 0 changed, 0 destroyed/);
    }
    expect([...aws().proxy.missing]).toEqual([]);
  });
}

export function hasNothingToChange(aws: Aws, ...stacks: readonly string[]): void {
  it("has nothing to change afterwards", async () => {
    for (const stack of stacks) expect(await aws().unchanged(stack)).toContain("No changes.");
  });
}

export function isNotDestroyedWhileProtected(aws: Aws, stack: string): void {
  it("is not destroyed by Terraform while it is protected", async () => {
    const refused = await aws().run(stack, "destroy", "-auto-approve");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.text).toContain("Instance cannot be destroyed");
    expect(refused.text).toContain("lifecycle.prevent_destroy");
  });
}

/** Destroys stacks in their order, whose protection was removed. */
export function isDestroyedOnceUnprotected(aws: Aws, ...stacks: readonly string[]): void {
  it("is destroyed after its protection was removed", async () => {
    for (const stack of stacks) expect(await aws().destroy(stack)).toContain("Destroy complete!");
  });
}
