import type { SourceKind } from "../definition/definition-schema";
import type { Scaffold, ScaffoldEntity, ScaffoldIndex, ScaffoldKey, ScaffoldTable } from "./scaffold";
import { yamlComment, yamlMap, yamlScalar } from "./yaml-text";

/** Settings in the files besides the tables and entities. */
export interface ScaffoldSettings {
  /** Of tables.yaml; also the migration's name. */
  readonly service: string;
  readonly region: string;
  readonly source: { readonly kind: SourceKind; readonly location: string };
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

function tableLines({ id, partitionKey, sortKey, indexes, comments }: ScaffoldTable): string[] {
  return [
    ...comments.flatMap((comment) => yamlComment(comment, "  ")),
    `  ${yamlScalar(id)}:`,
    `    partitionKey: ${keyText(partitionKey)}`,
    ...(sortKey ? [`    sortKey: ${keyText(sortKey)}`] : []),
    ...(indexes.length > 0 ? ["    indexes:", ...indexes.map(indexLine)] : []),
  ];
}

function indexLine({ name, partitionKey, sortKey, why }: ScaffoldIndex): string {
  const keys = [
    `partitionKey: ${keyText(partitionKey)}`,
    ...(sortKey ? [`sortKey: ${keyText(sortKey)}`] : []),
  ];
  return `      ${yamlScalar(name)}: { ${keys.join(", ")} } # ${why}`;
}

function keyText({ name, type }: ScaffoldKey): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return yamlMap({ name, type });
  return type === "S" ? yamlScalar(name) : `${name}:${type}`;
}

/** The text of migration.yaml. */
export function migrationYaml(scaffold: Scaffold, { service, source, shown }: ScaffoldSettings): string {
  return [
    ...header(shown),
    `name: ${yamlScalar(service)}`,
    `source: ${yamlMap({ [source.kind]: source.location })}`,
    "entities:",
    ...scaffold.entities.flatMap(entityLines),
    ...scaffold.skipped.flatMap(({ name, why }) => yamlComment(`Not moved: ${name}: ${why}`, "  ")),
    "",
  ].join("\n");
}

function entityLines({ name, from, to, omitNull, item, comments }: ScaffoldEntity): string[] {
  return [
    ...comments.flatMap((comment) => yamlComment(comment, "  ")),
    `  ${yamlScalar(name)}:`,
    `    from: ${yamlMap(from)}`,
    `    to: ${yamlScalar(to)}`,
    ...(omitNull ? ["    omitNull: true"] : []),
    ...(item ? ["    item:", '      "...": ${row}', ...Object.entries(item).map(itemLine)] : []),
  ];
}

function itemLine([name, template]: [string, string]): string {
  return `      ${yamlScalar(name)}: ${yamlScalar(template)}`;
}
