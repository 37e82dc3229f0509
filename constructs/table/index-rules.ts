import { isKnown } from "../rules/known-value";
import { nameViolations } from "../rules/name-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import { namedAttributes, type Projection } from "./projection";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const limits = { globalIndexes: 20, localIndexes: 5, projectedAttributes: 100 };

interface NamedIndex {
  readonly path: readonly [kind: "indexes" | "localIndexes", name: string];
  readonly projection?: Projection;
}

/** The rules of secondary indexes, apart from their keys and their capacity. */
export function indexViolations(props: DynamoTableProps): Violation[] {
  const global = Object.entries(props.indexes ?? {});
  const local = Object.entries(props.localIndexes ?? {});
  const all: NamedIndex[] = [
    ...global.map(([name, { projection }]) => ({ path: ["indexes", name] as const, projection })),
    ...local.map(([name, { projection }]) => ({ path: ["localIndexes", name] as const, projection })),
  ];
  return [
    ...countViolations(global.length, local.length),
    ...all.flatMap(({ path }) => nameViolations("index-name", path, path[1])),
    ...all.flatMap(projectionViolations),
    ...projectionTotalViolations(all),
    ...local.flatMap(([name]) => uniqueNameViolations(props, name)),
    ...sortKeyViolations(props, local.length),
  ];
}

function countViolations(global: number, local: number): Violation[] {
  return [
    ...violationIf(
      global > limits.globalIndexes,
      "global-index-count",
      ["indexes"],
      `must be at most ${limits.globalIndexes} global indexes, got ${global}`,
    ),
    ...violationIf(
      local > limits.localIndexes,
      "local-index-count",
      ["localIndexes"],
      `must be at most ${limits.localIndexes} local indexes, got ${local}`,
    ),
  ];
}

function projectionViolations({ path, projection }: NamedIndex): Violation[] {
  if (!isKnown(projection) || typeof projection === "string") return [];
  const repeated = projection.find((name, position) => projection.indexOf(name) !== position);
  return [
    ...violationIf(
      projection.length === 0,
      "projection-attributes",
      [...path, "projection"],
      `must name at least one attribute; write "keys-only" for none`,
    ),
    ...violationIf(
      repeated !== undefined,
      "projection-attributes",
      [...path, "projection"],
      `must name each attribute once, got "${repeated}" twice`,
    ),
  ];
}

/** AWS counts a name again in every index that projects it. */
function projectionTotalViolations(indexes: readonly NamedIndex[]): Violation[] {
  const counts = indexes.map(({ projection }) =>
    isKnown(projection) ? namedAttributes(projection).length : 0,
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  return violationIf(
    total > limits.projectedAttributes,
    "projection-total",
    ["indexes"],
    `the projections must name at most ${limits.projectedAttributes} attributes in all, got ${total}; project "all" where an index names most of them`,
  );
}

function uniqueNameViolations(props: DynamoTableProps, name: string): Violation[] {
  return violationIf(
    Object.hasOwn(props.indexes ?? {}, name),
    "index-name-unique",
    ["localIndexes", name],
    `the name "${name}" must be used once over global and local indexes; rename one of them`,
  );
}

function sortKeyViolations(props: DynamoTableProps, localIndexes: number): Violation[] {
  return violationIf(
    localIndexes > 0 && props.sortKey === undefined,
    "local-index-sort-key",
    ["localIndexes"],
    "a table with local indexes must have a sort key; add one, or make the indexes global",
  );
}
