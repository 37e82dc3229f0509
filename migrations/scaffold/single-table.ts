import type { SchemaColumn, SchemaReference } from "../sources/source-schema";
import { columnsNamed, keyText, nullableKeyText } from "./column-expression";
import { entityComments } from "./entity-comments";
import type { KeyedTable } from "./keyed-table";
import { freeName, identifiers } from "./names";
import type { Scaffold, ScaffoldEntity, ScaffoldIndex } from "./scaffold";

/** Indexes that all entities share; each costs a write for every item that is in it. */
const maxSharedIndexes = 5;
const tableId = "main";

/** An entity's item is looked up by these columns of it after a prefix. */
interface Link {
  readonly prefix: string;
  readonly columns: readonly SchemaColumn[];
  readonly why: string;
}

/** Names of attributes that no row has as a column. */
interface AttributeNames {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly type: string;
  readonly index: (number: number, key: "PK" | "SK") => string;
}

/**
 * One DynamoDB table for all tables of the source. A row that others refer to has a partition of its own; a row that
 * nothing refers to is in the partition of the row that it belongs to, by its first foreign key that is never null.
 * Other foreign keys and unique keys are in shared indexes.
 */
export function singleTable(keyed: readonly KeyedTable[]): Omit<Scaffold, "skipped"> {
  const design = new SingleTableDesign(keyed);
  const entities = keyed.map((one) => design.entity(one));
  return { tables: [design.table()], entities };
}

class SingleTableDesign {
  private readonly ids: Map<string, string>;
  private readonly byName: ReadonlyMap<string, KeyedTable>;
  private readonly names: AttributeNames;
  private indexCount = 0;

  constructor(keyed: readonly KeyedTable[]) {
    this.ids = identifiers(keyed.map(({ table }) => table.name));
    this.byName = new Map(keyed.map((one) => [one.table.name, one]));
    this.names = attributeNames(keyed);
    this.referredTo = new Set(keyed.flatMap((one) => this.parentsOf(one).map(({ table }) => table)));
  }

  /** Tables to whose rows others belong. */
  private readonly referredTo: ReadonlySet<string>;

  /** After the entities: its indexes are those that they use. */
  table(): Scaffold["tables"][number] {
    const { names } = this;
    const indexes = Array.from({ length: this.indexCount }, (_, at): ScaffoldIndex => ({
      name: `GSI${at + 1}`,
      partitionKey: { name: names.index(at + 1, "PK"), type: "S" },
      sortKey: { name: names.index(at + 1, "SK"), type: "S" },
      why: "foreign keys and unique keys; see the entities in migration.yaml",
    }));
    return {
      ...{ id: tableId, indexes },
      partitionKey: { name: names.partitionKey, type: "S" },
      sortKey: { name: names.sortKey, type: "S" },
      comments: [`all ${this.byName.size} tables of the source; each item has its entity in ${names.type}`],
    };
  }

  entity(one: KeyedTable): ScaffoldEntity {
    const { names } = this;
    const parent = this.referredTo.has(one.table.name) ? undefined : this.parentsOf(one)[0];
    const own = columnsNamed(one.table, one.key);
    const links = this.linksOf(one, parent);
    const shown = links.slice(0, maxSharedIndexes);
    this.indexCount = Math.max(this.indexCount, shown.length);
    const prefix = this.prefixOf(one.table.name);
    const item: Record<string, string> = { ...this.keyOf(one, parent, own), [names.type]: this.idOf(one) };
    shown.forEach((link, at) => {
      item[names.index(at + 1, "PK")] = nullableKeyText(link.prefix, link.columns);
      item[names.index(at + 1, "SK")] = keyText(prefix, own);
    });
    const isNullable = shown.some((link) => link.columns.some((column) => column.isNullable));
    return {
      ...{ name: this.idOf(one), from: one.from, to: tableId, item, omitNull: isNullable },
      comments: [
        ...entityComments(one),
        parent ? `below its ${parent.table}, by ${parent.columns.join(", ")}` : "a partition of its own",
        ...shown.map((link, at) => `GSI${at + 1}: ${link.why}`),
        ...links.slice(maxSharedIndexes).map((link) => `no index: ${link.why}`),
        ...(isNullable ? ["omitNull: an index key that is null would reject the item"] : []),
      ],
    };
  }

  private keyOf(
    { table, key }: KeyedTable,
    parent: SchemaReference | undefined,
    own: readonly SchemaColumn[],
  ): Record<string, string> {
    const { partitionKey, sortKey } = this.names;
    const prefix = this.prefixOf(table.name);
    if (!parent) return { [partitionKey]: keyText(prefix, own), [sortKey]: "META" };
    const above = columnsNamed(table, inKeyOrder(parent, this.byName.get(parent.table)?.key ?? []));
    const rest = columnsNamed(
      table,
      key.filter((name) => !parent.columns.includes(name)),
    );
    return {
      [partitionKey]: keyText(this.prefixOf(parent.table), above),
      [sortKey]: rest.length > 0 ? keyText(prefix, rest) : prefix,
    };
  }

  /** Foreign keys to the key of another table that is moved, whose columns are never null; parts of the key first. */
  private parentsOf({ table, key }: KeyedTable): SchemaReference[] {
    const usable = table.references.filter((reference) => {
      const other = this.byName.get(reference.table);
      const isKey =
        other?.key.length === reference.to.length && other.key.every((name) => reference.to.includes(name));
      const isSelf = reference.table === table.name;
      return isKey && !isSelf && columnsNamed(table, reference.columns).every((column) => !column.isNullable);
    });
    const isPart = (reference: SchemaReference) =>
      reference.columns.every((name) => key.includes(name)) ? 0 : 1;
    return usable.toSorted((a, b) => isPart(a) - isPart(b));
  }

  private linksOf({ table }: KeyedTable, parent: SchemaReference | undefined): Link[] {
    const references = table.references.filter((one) => one !== parent && this.byName.has(one.table));
    return [
      ...references.map((one) => ({
        prefix: this.prefixOf(one.table),
        columns: columnsNamed(table, inKeyOrder(one, this.byName.get(one.table)?.key ?? [])),
        why: `of a ${one.table}, by ${one.columns.join(", ")}`,
      })),
      ...table.unique.map((columns) => ({
        prefix: `${this.prefixOf(table.name)}.${columns.join(".")}`,
        columns: columnsNamed(table, columns),
        why: `unique ${columns.join(", ")}`,
      })),
    ].filter((link) => link.columns.every(({ kind }) => kind !== "document"));
  }

  private idOf({ table }: KeyedTable): string {
    return this.ids.get(table.name) as string;
  }

  private prefixOf(name: string): string {
    return (this.ids.get(name) ?? name).toUpperCase();
  }
}

/** Columns of a foreign key in the order of the other table's key, so that both give the same text. */
function inKeyOrder({ columns, to }: SchemaReference, key: readonly string[]): string[] {
  const isKey = key.length === to.length && key.every((name) => to.includes(name));
  return isKey ? key.map((name) => columns[to.indexOf(name)] as string) : [...columns];
}

function attributeNames(keyed: readonly KeyedTable[]): AttributeNames {
  const taken = new Set(keyed.flatMap(({ table }) => table.columns.map((column) => column.name)));
  return {
    partitionKey: freeName("PK", taken),
    sortKey: freeName("SK", taken),
    type: freeName("entity", taken),
    index: (number, key) => freeName(`GSI${number}${key}`, taken),
  };
}
