import type { TerraformResource } from "cdktf";

/**
 * An attribute of a resource, as Terraform writes it, for what stands in the same stack. The resource's own property
 * says the same in every stack, as a token, for which cdktf keeps a call stack and which it resolves twice: of a table
 * that is scaled, three such tokens are 6 percent of the work of a synth.
 *
 * @param attribute as Terraform calls it, such as `resource_id`
 */
export function resourceReference(
  { terraformResourceType, friendlyUniqueId }: TerraformResource,
  attribute: string,
): string {
  return `\${${terraformResourceType}.${friendlyUniqueId}.${attribute}}`;
}
