import type { EntityPart } from "../../definition/definition";
import { fixedText, textsApart } from "../../definition/key-overlap";
import type { TargetTable } from "../../items/target-table";
import type { Template } from "../../mapping/item-mapping";
import { mentionsElement } from "../../mapping/referenced-columns";

/**
 * The items that `forEach` makes of one row: those of one partition whose sort key starts with a text. A row that has
 * changed may have had more of them, so they are found in the table.
 */
export interface ItemList {
  /** Template of the partition key. */
  readonly partition: string;
  /** How all of their sort keys start. */
  readonly prefix: string;
}

/** The list of a part with `forEach`, or why its items cannot be found in the table. */
export function itemListOf(
  { item }: EntityPart,
  { partitionKey, sortKey }: TargetTable,
): ItemList | { readonly unknown: string } {
  if (sortKey?.type !== "S")
    return { unknown: "forEach makes as many items as a list has members, which needs a sort key of type S" };
  if (typeof item !== "object") return { unknown: "the items of its forEach are made by a function" };
  const [partition, sort] = [item[partitionKey.name], item[sortKey.name]] as [Template, Template];
  if (typeof partition !== "string" || mentionsElement(partition))
    return { unknown: `${partitionKey.name} differs between the items of a forEach` };
  const prefix = typeof sort === "string" ? fixedText(sort).start : "";
  if (prefix === "")
    return {
      unknown: `${sortKey.name} of the items of a forEach must start with a text, as in TC#\${index}`,
    };
  return { partition, prefix };
}

/** Whether another part's items may be taken for those of the list, by the fixed texts in their keys. */
export function mayBeInList(
  { partition, prefix }: ItemList,
  { item }: EntityPart,
  { partitionKey, sortKey }: TargetTable,
): boolean {
  if (typeof item !== "object") return true;
  const [otherPartition, sort] = [item[partitionKey.name], item[sortKey?.name ?? ""]] as [Template, Template];
  if (typeof otherPartition === "string" && textsApart(fixedText(partition), fixedText(otherPartition)))
    return false;
  return typeof sort !== "string" || !textsApart({ start: prefix, end: "", whole: false }, fixedText(sort));
}
