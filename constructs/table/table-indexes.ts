import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { CapacityKind, ScaledDimension } from "../autoscaling/scaled-dimension";
import { NewerResource, type TerraformArguments } from "../framework/newer-elements";
import { addStackBlock } from "../lifecycle/stack-block";
import type { Attribute } from "./attribute";
import { Billing } from "./billing";
import { type Capacity, initialUnits } from "./capacity";
import type { DynamoTableProps } from "./dynamo-table-props";
import { attributesOf } from "./index-keys";
import { projectionSetting } from "./projection";
import { resourceReference } from "./resource-reference";
import type { GlobalIndex } from "./secondary-index";

const type = "aws_dynamodb_global_secondary_index";

/** The table whose indexes are made. */
export interface IndexedTable {
  readonly resource: TerraformResource;
  readonly props: DynamoTableProps;
  readonly scaled: readonly ScaledDimension[];
}

/**
 * The global indexes of a table as resources of their own. Terraform can then ignore the capacity of one index that is
 * autoscaled, which it cannot in the set of blocks of the table.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_global_secondary_index
 */
export class TableIndexes extends Construct {
  /** In the order of the props. */
  readonly resources: readonly TerraformResource[];

  /** AWS builds one index of a table after the other, so that each resource depends on the one before. */
  constructor(scope: Construct, id: string, { resource, props, scaled }: IndexedTable) {
    super(scope, id);
    const resources: TerraformResource[] = [];
    for (const [name, index] of Object.entries(props.indexes ?? {})) {
      const made = new NewerResource(
        this,
        `Index.${name}`,
        type,
        indexArguments(name, index, resource, props),
        {
          dependsOn: resources.length === 0 ? undefined : resources.slice(-1),
          lifecycle: {
            ignoreChanges: scaledArguments(name, scaled),
            // The name of a table that is replaced stays the same, and its indexes are gone.
            replaceTriggeredBy: [`${resource.terraformResourceType}.${resource.friendlyUniqueId}.id`],
          },
        },
      );
      if (props.indexResources === "adopt")
        addStackBlock(this, "import", {
          to: `${type}.${made.friendlyUniqueId}`,
          id: `${props.name},${name}`,
        });
      resources.push(made);
    }
    this.resources = resources;
  }
}

function indexArguments(
  name: string,
  index: GlobalIndex,
  table: TerraformResource,
  { billing = Billing.onDemand() }: DynamoTableProps,
): TerraformArguments {
  const { projectionType, nonKeyAttributes } = projectionSetting(index.projection);
  return {
    table_name: resourceReference(table, "name"),
    index_name: name,
    key_schema: [...keyElements("HASH", index.partitionKey), ...keyElements("RANGE", index.sortKey)],
    projection: [{ projection_type: projectionType, non_key_attributes: nonKeyAttributes }],
    warm_throughput: index.warmThroughput && {
      read_units_per_second: index.warmThroughput.read,
      write_units_per_second: index.warmThroughput.write,
    },
    ...(billing.mode === "on-demand" ? { on_demand_throughput: limits(index) } : units(index, billing)),
  };
}

function keyElements(keyType: "HASH" | "RANGE", part: GlobalIndex["partitionKey"] | undefined) {
  return attributesOf(part).map(({ name, type: attributeType }: Attribute) => ({
    attribute_name: name,
    attribute_type: attributeType,
    key_type: keyType,
  }));
}

function limits({ maxRead, maxWrite }: GlobalIndex) {
  if (maxRead === undefined && maxWrite === undefined) return undefined;
  return [{ max_read_request_units: maxRead, max_write_request_units: maxWrite }];
}

type Capacities = Readonly<Record<CapacityKind, Capacity>>;

function units(index: GlobalIndex, billing: Capacities) {
  return {
    provisioned_throughput: [
      {
        read_capacity_units: initialUnits(index.read ?? billing.read),
        write_capacity_units: initialUnits(index.write ?? billing.write),
      },
    ],
  };
}

/** The arguments of an index that autoscaling changes. */
function scaledArguments(name: string, scaled: readonly ScaledDimension[]): string[] | undefined {
  const own = scaled.filter(({ index }) => index === name);
  return own.length === 0
    ? undefined
    : own.map(({ kind }) => `provisioned_throughput[0].${kind}_capacity_units`);
}
