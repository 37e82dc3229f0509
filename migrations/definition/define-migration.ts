import type { MappingContext } from "../mapping/mapping-input";
import type { RowObject, RowValue } from "../items/row";
import type { DefinitionFile } from "./definition-schema";
import type { EntityFile, ItemTemplate, PartFile } from "./entity-schema";

/**
 * What a function gives for a row: an item, several, or null to skip the row. Attributes are plain values; a
 * `Set` becomes a set, a `Uint8Array` binary, a `Date` ISO 8601 text, a `bigint` or `Decimal` a number with all its
 * digits.
 */
export type MappedItems = RowObject | readonly RowObject[] | null | undefined;

/** A function over a row; `Result` is what it gives. It must not be async, and not look at a clock or at chance. */
export type RowFunction<Row, Result> = (row: Row, context: MappingContext) => Result;

/** One of the items of a row, in `migration.ts`. */
export interface PartDefinition<Row> extends Omit<PartFile, "item" | "where" | "forEach"> {
  readonly item?: ItemTemplate | RowFunction<Row, MappedItems>;
  readonly where?: string | RowFunction<Row, boolean>;
  readonly forEach?: string | RowFunction<Row, readonly RowValue[] | null | undefined>;
}

/** An entity in `migration.ts`. */
export interface EntityDefinition<Row> extends Omit<EntityFile, "item" | "items" | "where"> {
  readonly item?: ItemTemplate | RowFunction<Row, MappedItems>;
  readonly items?: PartDefinition<Row>[];
  readonly where?: string | RowFunction<Row, boolean>;
}

/** The same as a migration.yaml, where `item`, `where` and `forEach` may be functions. */
export interface MigrationDefinition<Rows extends object> extends Omit<DefinitionFile, "entities"> {
  readonly entities: { readonly [Name in keyof Rows]: EntityDefinition<Rows[Name]> };
}

/**
 * A migration in TypeScript: the default export of `migration.ts` (or .mts, .js, .mjs).
 *
 * A number of a row is a `number` where that holds all its digits, a `bigint` for larger whole numbers, a `Decimal`
 * for the rest; handing any of them on keeps them.
 *
 * @example
 * interface Shop { user: { id: number; mail: string } }
 *
 * export default defineMigration<Shop>({
 *   name: "shop",
 *   source: { sqlite: "shop.db" },
 *   entities: {
 *     user: {
 *       from: { table: "users" },
 *       to: "users",
 *       item: (row, { env }) => ({ userId: `${env["STAGE"]}#${row.id}`, mail: row.mail.toLowerCase() }),
 *     },
 *   },
 * });
 */
export function defineMigration<Rows extends object = Record<string, RowObject>>(
  definition: MigrationDefinition<Rows>,
): MigrationDefinition<Rows> {
  return definition;
}
