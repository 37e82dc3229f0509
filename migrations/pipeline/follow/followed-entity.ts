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
import { partsOf } from "./key-columns";

/** The key attributes of an item, and the text that identifies it among the items of its table. */
export interface ItemKey {
  readonly key: Item;
  /** See `keyText`. */
  readonly id: string;
}

/** An entity whose rows are followed, and what its rows become. */
export class FollowedEntity {
  readonly keyNames: readonly string[];
  private readonly transform: Transform;
  private readonly keysOnly: Transform;

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
  }

  get name(): string {
    return this.entity.name;
  }

  /** What a row becomes. */
  outcomesOf(row: RowValue): ReturnType<Transform> {
    return this.transform(row);
  }

  /**
   * The keys of all items that a row may have, whether its conditions hold or not.
   * @param row with the columns that the keys are made of; see `keyColumnsOf`
   */
  itemKeys(row: RowValue): ItemKey[] {
    return this.keysOnly(row).flatMap((outcome) =>
      outcome.kind === "item" ? [this.keyOf(outcome.item)] : [],
    );
  }

  keyOf(item: Item): ItemKey {
    const key = this.keyNames.map((name) => [name, item[name] as AttributeValue] as const);
    return { key: Object.fromEntries(key), id: keyText(item, this.keyNames) };
  }

  /** The rules of the entity without anything but the keys. */
  private keyRules(): EntityRules {
    const items = partsOf(this.entity).map(({ item, omitNull }) => ({
      omitNull,
      ...(typeof item === "object" && {
        item: Object.fromEntries(this.keyNames.flatMap((name) => keyTemplate(item, name))),
      }),
    }));
    return { name: this.entity.name, omitNull: this.entity.omitNull, items };
  }
}

/** The template of a key attribute; that of a row that is taken as it is reads the column of the same name. */
function keyTemplate(item: ItemTemplate, name: string): (readonly [string, TemplateValue])[] {
  const template = item[name];
  if (Object.hasOwn(item, name) && template !== undefined) return [[name, template]];
  return hasSpread(item) ? [[name, `\${row[${JSON.stringify(name)}]}`]] : [];
}
