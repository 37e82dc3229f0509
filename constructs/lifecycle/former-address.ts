import { Aspects, TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct, RootConstruct } from "constructs";
import { renameSettings } from "./applied-setting";
import { ProtectedResources } from "./protected-resources";

/** The former name of a construct. */
export interface FormerName {
  /** The construct's id. */
  readonly id: string;
  /** The `logicalId` of its table or replica. @default the one that it has */
  readonly logicalId?: string;
}

/**
 * Moves every resource under a construct from the address that it had under the construct's former id: scaling
 * targets and policies, scheduled actions, insights, alarms, keys and policies. Otherwise Terraform would create each
 * of them at the new address and destroy it at the old one, and where both are one object in AWS, none would be left.
 * An address that the state does not have changes nothing. Remove the call when every environment has been applied.
 *
 * @example
 * const articles = new DynamoTable(this, "articles", { name: "Posts", partitionKey });
 * moveFromFormerId(articles, { id: "posts" });
 */
export function moveFromFormerId(construct: Construct, former: FormerName): void {
  Aspects.of(construct).add({
    visit: (node: IConstruct) => {
      if (!TerraformResource.isTerraformResource(node) || node.hasResourceMove() !== undefined) return;
      const [from, to] = [formerLogicalId(node, construct, former), node.friendlyUniqueId].map(
        (logicalId) => `${node.terraformResourceType}.${logicalId}`,
      ) as [string, string];
      if (from === to) return;
      node.moveFromId(from);
      followAddress(construct, from, to);
    },
  });
}

/** Has what the state knows of a resource besides itself, its protection and held settings, follow it. */
export function followAddress(scope: Construct, formerAddress: string, address: string): void {
  ProtectedResources.of(scope).rename(formerAddress, address);
  renameSettings(scope, formerAddress, address);
}

function formerLogicalId(resource: TerraformResource, renamed: Construct, former: FormerName): string {
  const { friendlyUniqueId } = resource;
  const main = renamed.node.tryFindChild("Resource");
  if (!isNamed(resource)) return logicalIdByPath(resource, renamed, former);
  if (!TerraformResource.isTerraformResource(main)) return friendlyUniqueId;
  if (!friendlyUniqueId.startsWith(main.friendlyUniqueId)) return friendlyUniqueId;
  // The table itself, or what is named after it: its scaling.
  const unchanged = isNamed(main) ? main.friendlyUniqueId : logicalIdByPath(main, renamed, former);
  return `${former.logicalId ?? unchanged}${friendlyUniqueId.slice(main.friendlyUniqueId.length)}`;
}

/** Whether a resource has a logical id that is not derived from its path. */
function isNamed(resource: TerraformResource): boolean {
  return resource.friendlyUniqueId !== TerraformStack.of(resource).getLogicalId(resource);
}

/** The logical id that a stack gives a resource under the former id. cdktf omits `Default` in logical ids. */
function logicalIdByPath(resource: TerraformResource, renamed: Construct, { id }: FormerName): string {
  const stack = TerraformStack.of(renamed);
  const path = resource.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const depth = renamed.node.scopes.length - stack.node.scopes.length - 1;
  const root: Construct = new RootConstruct("Default");
  const construct = path.with(depth, id).reduce<Construct>((scope, step) => new Construct(scope, step), root);
  return stack.getLogicalId(construct.node);
}
