import type { TerraformResourceLifecycle } from "cdktf";
import { isKnown } from "../rules/known-value";
import type { DynamoTableProps } from "./dynamo-table-props";
import { declaredAttributes } from "./key-attributes";
import { projectionSetting } from "./projection";
import type { LocalIndex } from "./secondary-index";

type Condition = NonNullable<TerraformResourceLifecycle["postcondition"]>[number];

const remedy =
  "Terraform does not change the type of a key attribute or the projection of a local index, and ignores the change: " +
  "declare a new table under another id and migrate the items. A type that only global indexes use changes if the " +
  "indexes are removed, applied, and added again.";

/**
 * Stops the plan if the table has other key types or local indexes than its props. The provider plans nothing for such
 * a change, so that the outputs alone would have the new types and programs would believe them.
 */
export function keySchemaCondition(props: DynamoTableProps): Condition {
  const attributes = declaredAttributes(props).filter(({ name }) => isKnown(name));
  const types = JSON.stringify(Object.fromEntries(attributes.map(({ name, type }) => [name, type])));
  const conditions = [
    `alltrue([for a in self.attribute : lookup(${types}, a.name, a.type) == a.type])`,
    ...localIndexCondition(props.localIndexes ?? {}),
  ];
  return { condition: `\${${conditions.join(" && ")}}`, errorMessage: `${props.name}: ${remedy}` };
}

function localIndexCondition(indexes: Readonly<Record<string, LocalIndex>>): string[] {
  const entries = Object.entries(indexes);
  if (entries.length === 0) return [];
  const projections = entries.map(([name, { projection }]) => {
    const { projectionType, nonKeyAttributes = [] } = projectionSetting(projection);
    return [name, [projectionType, ...nonKeyAttributes.toSorted()].join(" ")] as const;
  });
  const planned = 'join(" ", concat([i.projection_type], sort(coalesce(i.non_key_attributes, []))))';
  const known = JSON.stringify(Object.fromEntries(projections));
  return [
    `alltrue([for i in self.local_secondary_index : lookup(${known}, i.name, ${planned}) == ${planned}])`,
  ];
}
