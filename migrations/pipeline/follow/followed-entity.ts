import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Entity } from "../../definition/definition";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import type { RowValue } from "../../items/row";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Compile, Scope } from "../../mapping/expression";
import { type EntityRules, makeTransform, type Transform } from "../../mapping/transform";
import type { ItemTemplate, TemplateValue } from "../../definition/entity-schema";
import { hasSpread } from "../../mapping/spread";
import { type ItemList, itemListOf } from "./item-list";
import { partsOf } from "./key-columns";

/** The key attributes of an item, and the text that identifies it among the items of its table. */
export interface ItemKey {
  readonly key: Item;
  /** See `keyText`. */
  readonly id: string;
}

/** The part of a table that holds the items that `forEach` makes of a row. */
export interface ListRange {
  /** The partition key. */
  readonly partition: AttributeValue;
  /** How their sort keys start. */
  readonly prefix: string;
  /** Identifies it among the ranges of its table. */
  readonly id: string;
}

/** An entity whose rows are followed, and what its rows become. */
export class FollowedEntity {
  readonly keyNames: readonly string[];
  private readonly transform: Transform;
  private readonly keysOnly: Transform;
  private readonly listsOnly: Transform | undefined;

  constructor(
    readonly entity: Entity,
    readonly table: TargetTable,
    env: Scope["env"],
    compile: Compile,
  ) {
    this.keyNames = keyAttributes(table).map(({ name }) => name);
    this.transform = makeTransform(entity, table, env, compile);
    const bare = { name: table.name, partitionKey: table.partitionKey, sortKey: table.sortKey, indexes: [] };
    this.keysOnly = makeTransform(this.keyRules(), bare, env, compile);
    const lists = this.listRules();
    this.listsOnly = lists && makeTransform(lists, bare, env, compile);
  }

  get name(): string {
    return this.entity.name;
  }

  /** The outcomes of a row. */
  outcomesOf(row: RowValue): ReturnType<Transform> {
    return this.transform(row);
  }

  /**
   * The keys of all items that a row may have, whether its conditions hold or not, without those of `forEach`.
   * @param row with the columns that the keys are made of; see `keyColumnsOf`
   */
  itemKeys(row: RowValue): ItemKey[] {
    return this.keysOnly(row).flatMap((outcome) =>
      outcome.kind === "item" ? [this.keyOf(outcome.item)] : [],
    );
  }

  /** The ranges of the items of each `forEach` of a row. @param row as for {@link itemKeys} */
  listRanges(row: RowValue): ListRange[] {
    const [partitionName, sortName] = this.keyNames as [string, string];
    return (this.listsOnly?.(row) ?? []).flatMap((outcome) => {
      if (outcome.kind !== "item") return [];
      const partition = outcome.item[partitionName] as AttributeValue;
      const prefix = outcome.item[sortName]?.S as string;
      return [{ partition, prefix, id: this.keyOf(outcome.item).id }];
    });
  }

  keyOf(item: Item): ItemKey {
    const key = this.keyNames.map((name) => [name, item[name] as AttributeValue] as const);
    return { key: Object.fromEntries(key), id: keyText(item, this.keyNames) };
  }

  /** The rules of the entity without anything but the keys. */
  private keyRules(): EntityRules {
    const parts = partsOf(this.entity).filter(({ forEach }) => forEach === undefined);
    const items = parts.map(({ item, omitNull }) => ({
      omitNull,
      ...(typeof item === "object" && {
        item: Object.fromEntries(this.keyNames.flatMap((name) => keyTemplate(item, name))),
      }),
    }));
    return { name: this.entity.name, omitNull: this.entity.omitNull, items };
  }

  /** One item for each `forEach`, whose sort key is what those of its items start with. */
  private listRules(): EntityRules | undefined {
    const [partitionName, sortName] = this.keyNames as [string, string];
    const lists = partsOf(this.entity)
      .filter(({ forEach }) => forEach !== undefined)
      .map((part) => itemListOf(part, this.table))
      .filter((list): list is ItemList => "prefix" in list);
    if (lists.length === 0) return undefined;
    const items = lists.map(({ partition, prefix }) => ({
      omitNull: false,
      item: { [partitionName]: partition, [sortName]: prefix.replaceAll("${", "$${") },
    }));
    return { name: this.entity.name, omitNull: false, items };
  }
}

/** The template of a key attribute; that of a row that is taken as it is reads the column of the same name. */
function keyTemplate(item: ItemTemplate, name: string): (readonly [string, TemplateValue])[] {
  const template = item[name];
  if (Object.hasOwn(item, name) && template !== undefined) return [[name, template]];
  return hasSpread(item) ? [[name, `\${row[${JSON.stringify(name)}]}`]] : [];
}
