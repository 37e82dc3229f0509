import type { TerraformResourceLifecycle } from "cdktf";
import type { ScaledDimension } from "../autoscaling/scaled-dimension";
import { isKnown } from "../rules/known-value";
import type { DynamoTableProps } from "./dynamo-table-props";
import { isReadLive } from "./table-resource";

type Conditions = NonNullable<TerraformResourceLifecycle["postcondition"]>;

/**
 * Conditions that stop a plan that AWS would reject halfway, or apply in another way than intended. The replicas and the
 * scaled capacity of a table are ignored, so that a postcondition sees what the table has, not what is planned.
 */
export function tableConditions(props: DynamoTableProps, scaled: readonly ScaledDimension[]): Conditions {
  return [...replicaConditions(props), ...capacityConditions(props, scaled)];
}

/** The replica's stack must go before its region does: a table with replicas cannot lose its stream. */
function replicaConditions({ name, consistency, replicaRegions, stream }: DynamoTableProps): Conditions {
  if (consistency === "strong" || (replicaRegions !== undefined && !isKnown(replicaRegions))) return [];
  if (replicaRegions === undefined && stream === "new-and-old-images") return [];
  const declared = JSON.stringify(replicaRegions ?? []);
  const undeclared = `[for replica in self.replica : replica.region_name if !contains(${declared}, replica.region_name)]`;
  return [
    {
      condition: `\${length(${undeclared}) == 0}`,
      errorMessage: `${name} still has a replica in a region that its configuration no longer names: \${join(", ", ${undeclared})}. Name the region again, destroy the stack of its replicas, then take the region out.`,
    },
  ];
}

/**
 * The provider sends an ignored capacity as the state has it: 0 for an on-demand table, of which it makes 1.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/38100
 */
function capacityConditions(props: DynamoTableProps, scaled: readonly ScaledDimension[]): Conditions {
  return scaled
    .filter((dimension) => !isReadLive(props, dimension))
    .map(({ kind, capacity: { min } }) => ({
      condition: `\${self.${kind}_capacity > 0}`,
      errorMessage: `${props.name} is on-demand, and autoscaling would start at 1 ${kind} unit instead of ${min}. Apply it with a fixed ${kind} capacity of ${min} first, then with autoscaling.`,
    }));
}
