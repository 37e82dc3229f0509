import type { AssumedRole } from "../definition/definition";
import type { SourceKind } from "../definition/definition-schema";
import type { Scaffold, ScaffoldEntity, ScaffoldIndex, ScaffoldKey, ScaffoldTable } from "./scaffold";
import { yamlComment, yamlMap, yamlScalar, yamlValue } from "./yaml-text";

/** Settings in the files besides the tables and entities. */
export interface ScaffoldSettings {
  /** Of tables.yaml; also the migration's name. */
  readonly service: string;
  readonly region: string;
  readonly source: { readonly kind: SourceKind; readonly location: string };
  /** That reads the source. @default the credentials of the environment */
  readonly role?: AssumedRole;
  /** The source that the files were made from, without secrets. */
  readonly shown: string;
}

function header(shown: string): string[] {
  return yamlComment(
    `Written by dynamodb-migrate init from ${shown}. Change it as you like: it is not read again.`,
    "",
  );
}

/** The text of tables.yaml. */
export function tablesYaml({ tables }: Scaffold, { service, region, shown }: ScaffoldSettings): string {
  return [
    ...header(shown),
    `service: ${yamlScalar(service)}`,
    "environment: dev",
    `regions: { primary: ${yamlScalar(region)} }`,
    ...(hasSeveralKeys(tables)
      ? [
          "provider: { version: 6.29.0 } # the first with indexes that have several attributes in a part of the key",
        ]
      : []),
    "",
    "defaults:",
    "  billing: on-demand",
    "  pointInTimeRecovery: 35 # days",
    "",
    "tables:",
    ...tables.flatMap(tableLines),
    "",
  ].join("\n");
}

function hasSeveralKeys(tables: Scaffold["tables"]): boolean {
  return tables.some(({ indexes }) => indexes.some((index) => index.partitionKeys ?? index.sortKeys));
}

function tableLines({ id, partitionKey, sortKey, indexes, ttl, comments }: ScaffoldTable): string[] {
  const globals = indexes.filter(({ isLocal }) => !isLocal);
  const locals = indexes.filter(({ isLocal }) => isLocal);
  return [
    ...comments.flatMap((comment) => yamlComment(comment, "  ")),
    `  ${yamlScalar(id)}:`,
    `    partitionKey: ${keyText(partitionKey)}`,
    ...(sortKey ? [`    sortKey: ${keyText(sortKey)}`] : []),
    ...(ttl === undefined ? [] : [`    ttl: ${yamlScalar(ttl)}`]),
    ...(globals.length > 0 ? ["    indexes:", ...globals.map(indexLine)] : []),
    ...(locals.length > 0 ? ["    localIndexes:", ...locals.map(indexLine)] : []),
  ];
}

function indexLine(index: ScaffoldIndex): string {
  const { name, partitionKey, sortKey, projection, isLocal, why } = index;
  const members = [
    ...(isLocal ? [] : [`partitionKey: ${keyTexts(index.partitionKeys ?? [partitionKey])}`]),
    ...(sortKey ? [`sortKey: ${keyTexts(index.sortKeys ?? [sortKey])}`] : []),
    ...(projection === undefined ? [] : [`projection: ${yamlValue(projection)}`]),
  ];
  return `      ${yamlScalar(name)}: { ${members.join(", ")} }${why === undefined ? "" : ` # ${why}`}`;
}

function keyTexts(keys: readonly ScaffoldKey[]): string {
  const texts = keys.map(keyText);
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`;
}

function keyText({ name, type }: ScaffoldKey): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return yamlMap({ name, type });
  return type === "S" ? yamlScalar(name) : `${name}:${type}`;
}

/** The text of migration.yaml. */
export function migrationYaml(
  scaffold: Scaffold,
  { service, source, shown, role }: ScaffoldSettings,
): string {
  return [
    ...header(shown),
    `name: ${yamlScalar(service)}`,
    `source: ${yamlMap({ [source.kind]: source.location })}`,
    ...(role ? ["assumeRole:", `  source: ${yamlMap({ ...role })}`] : []),
    "entities:",
    ...scaffold.entities.flatMap(entityLines),
    ...scaffold.skipped.flatMap(({ name, why }) => yamlComment(`Not moved: ${name}: ${why}`, "  ")),
    "",
  ].join("\n");
}

function entityLines(entity: ScaffoldEntity): string[] {
  const { name, from, to, omitNull, item, where, forEach, comments } = entity;
  return [
    ...comments.flatMap((comment) => yamlComment(comment, "  ")),
    `  ${yamlScalar(name)}:`,
    `    from: ${yamlMap(from)}`,
    `    to: ${yamlScalar(to)}`,
    ...(omitNull ? ["    omitNull: true"] : []),
    ...(where === undefined ? [] : [`    where: ${yamlScalar(where)}`]),
    ...(forEach
      ? [
          "    items:",
          `      - forEach: ${forEach.list}`,
          `        item: ${yamlMap({ "...": forEach.item })}`,
        ]
      : []),
    ...(item ? ["    item:", '      "...": ${row}', ...Object.entries(item).map(itemLine)] : []),
  ];
}

function itemLine([name, template]: [string, string]): string {
  return `      ${yamlScalar(name)}: ${yamlScalar(template)}`;
}
