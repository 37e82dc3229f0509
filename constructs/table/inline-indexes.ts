import type { ScaledDimension } from "../autoscaling/scaled-dimension";
import type { DynamoTableProps } from "./dynamo-table-props";

type Indexed = Pick<DynamoTableProps, "indexes" | "indexResources">;

/** Whether the global indexes of a table are resources of their own. */
export function areResources({ indexResources = false }: Pick<DynamoTableProps, "indexResources">): boolean {
  return indexResources !== false;
}

/** The global indexes that are blocks of the table's resource; undefined if they are resources of their own. */
export function inlineIndexes(props: Indexed): DynamoTableProps["indexes"] {
  return areResources(props) ? undefined : (props.indexes ?? {});
}

/** The scaled capacity that is written in the table's resource. */
export function scaledInline(props: Indexed, scaled: readonly ScaledDimension[]): readonly ScaledDimension[] {
  return areResources(props) ? scaled.filter(({ index }) => index === undefined) : scaled;
}
