import { App, TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ProtectedResources } from "./protected-resources";
import { forget } from "./stack-block";

/**
 * Has Terraform forget every resource that `build` makes, and leave them in AWS as they are (Terraform 1.7). Only the
 * aliases of keys are deleted, so that another key can have them.
 *
 * @param build makes the constructs in a scope with the path of the given one, in a stack that is never synthesized
 */
export function forgetResources(scope: Construct, build: (scope: Construct) => void): void {
  for (const address of unprotectResources(scope, build)) {
    if (!address.startsWith("aws_kms_alias.")) forget(scope, address);
  }
}

/**
 * Takes the protection off every resource that `build` makes and that is gone from the configuration, so that
 * Terraform destroys them.
 *
 * @param build makes the constructs in a scope with the path of the given one, in a stack that is never synthesized
 * @returns the addresses of all resources that it makes
 */
export function unprotectResources(scope: Construct, build: (scope: Construct) => void): string[] {
  const shadow = shadowOf(scope, build);
  const addresses = shadow.node
    .findAll()
    .filter((node) => TerraformResource.isTerraformResource(node))
    .map(({ terraformResourceType, friendlyUniqueId }) => `${terraformResourceType}.${friendlyUniqueId}`);
  for (const address of addresses) {
    if (ProtectedResources.of(shadow).has(address)) ProtectedResources.of(scope).add(address, false);
  }
  return addresses;
}

function shadowOf(scope: Construct, build: (scope: Construct) => void): TerraformStack {
  const stack = TerraformStack.of(scope);
  const shadow = new TerraformStack(new App({ outdir: App.of(stack).outdir }), stack.node.id);
  const path = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  build(path.reduce<Construct>((parent, id) => new Construct(parent, id), shadow));
  return shadow;
}
