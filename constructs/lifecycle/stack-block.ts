import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** The blocks that Terraform takes from the stack itself, not from one of its resources. */
interface StackBlocks {
  /** Takes an existing object into the state (Terraform 1.5). */
  readonly import: { readonly to: string; readonly id: string };
  /** Gives an object in the state another address. */
  readonly moved: { readonly from: string; readonly to: string };
  /** Takes an object out of the state; AWS keeps it (Terraform 1.7). */
  readonly removed: { readonly from: string; readonly lifecycle: readonly { readonly destroy: boolean }[] };
}

const blocksOf = new WeakMap<TerraformStack, Map<string, object[]>>();

/** Adds a block to the stack of a construct. */
export function addStackBlock<Kind extends keyof StackBlocks>(
  scope: Construct,
  kind: Kind,
  block: StackBlocks[Kind],
): void {
  const stack = TerraformStack.of(scope);
  const kinds = blocksOf.get(stack) ?? new Map<string, object[]>();
  blocksOf.set(stack, kinds);
  const blocks = kinds.get(kind) ?? [];
  if (blocks.length === 0) stack.addOverride(kind, blocks);
  kinds.set(kind, blocks);
  blocks.push(block);
}

/** Has Terraform forget an object and leave it in AWS as it is. An address that the state does not have changes nothing. */
export function forget(scope: Construct, address: string): void {
  addStackBlock(scope, "removed", { from: address, lifecycle: [{ destroy: false }] });
}
