import type { AutoscaledCapacity, Capacity } from "../table/capacity";
import type { DynamoTableProps } from "../table/dynamo-table-props";

/** Reads and writes are scaled apart. */
export type CapacityKind = "read" | "write";

/** A capacity of a table, or of one of its global indexes, that follows its use. */
export interface ScaledDimension {
  readonly kind: CapacityKind;
  /** @default the table itself */
  readonly index?: string;
  readonly capacity: AutoscaledCapacity;
}

const bothKinds: readonly CapacityKind[] = ["read", "write"];

type Provisioned = Pick<DynamoTableProps, "billing" | "indexes">;

/** Every capacity of a table that follows its use; none of an on-demand table, which scales by itself. */
export function scaledDimensions(
  { billing, indexes = {} }: Provisioned,
  kinds: readonly CapacityKind[] = bothKinds,
): ScaledDimension[] {
  if (billing?.mode !== "provisioned") return [];
  return [
    ...kinds.flatMap((kind) => dimension(billing[kind], { kind })),
    ...Object.entries(indexes).flatMap(([index, own]) =>
      kinds.flatMap((kind) => dimension(own[kind] ?? billing[kind], { kind, index })),
    ),
  ];
}

function dimension(capacity: Capacity, place: Omit<ScaledDimension, "capacity">): ScaledDimension[] {
  return capacity.kind === "autoscaled" ? [{ ...place, capacity }] : [];
}
