import type { EntityPart } from "../../definition/definition";
import type { TargetTable } from "../../items/target-table";
import type { Template } from "../../mapping/item-mapping";
import { parseTemplate } from "../../mapping/template";

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
  if (typeof partition !== "string" || usesElement(partition))
    return { unknown: `${partitionKey.name} differs between the items of a forEach` };
  const prefix = typeof sort === "string" ? startOf(sort) : "";
  if (prefix === "")
    return {
      unknown: `${sortKey.name} of the items of a forEach must start with a text, as in TC#\${index}`,
    };
  return { partition, prefix };
}

/** Whether another part's items may be taken for those of the list, by the texts that their keys start with. */
export function mayBeInList(
  { partition, prefix }: ItemList,
  { item }: EntityPart,
  { partitionKey, sortKey }: TargetTable,
): boolean {
  if (typeof item !== "object") return true;
  const [otherPartition, sort] = [item[partitionKey.name], item[sortKey?.name ?? ""]] as [Template, Template];
  if (typeof otherPartition === "string" && areApart(startOf(partition), startOf(otherPartition)))
    return false;
  if (typeof sort !== "string") return true;
  return isText(sort) ? startOf(sort).startsWith(prefix) : !areApart(prefix, startOf(sort));
}

function areApart(one: string, other: string): boolean {
  return !one.startsWith(other) && !other.startsWith(one);
}

/** The text before the first expression. */
function startOf(template: string): string {
  const [first] = parseTemplate(template);
  return first && "text" in first ? first.text : "";
}

function isText(template: string): boolean {
  return parseTemplate(template).every((part) => "text" in part);
}

const element = /(?<![.\w])(each|index)\b/;

function usesElement(template: string): boolean {
  return parseTemplate(template).some((part) => "expression" in part && element.test(part.expression));
}
