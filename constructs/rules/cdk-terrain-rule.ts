import { framework as ownFramework } from "../framework/cdktf";
import { cdktn, type Framework } from "../framework/frameworks";
import { type Violation, violationIf } from "./violation";

/**
 * The violation of a setting for which only the bindings of CDK Terrain have an argument or a resource.
 *
 * @param needed the argument or resource in Terraform, and the first version of hashicorp/aws that has it
 */
export function cdkTerrainViolations(
  isSet: boolean,
  path: readonly string[],
  needed: string,
  framework: Framework = ownFramework,
): Violation[] {
  return violationIf(
    isSet && framework.name !== cdktn.name,
    "cdk-terrain",
    path,
    `requires CDK Terrain, since ${framework.bindings} has no ${needed}; import ${cdktn.entryPoint} in an app of ${cdktn.name}`,
  );
}
