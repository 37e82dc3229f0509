import type { Problem } from "../../yaml-file";
import type { DefinitionFile, SourceKind } from "./definition-schema";
import type { FromFile } from "./from-schema";

/** What `from` holds for a kind of source. */
interface FromRule {
  readonly keys: readonly (keyof FromFile)[];
  /** What is missing, or goes ill together. */
  readonly problem: (from: FromFile) => string | undefined;
}

/** Its changes can be followed. */
const database: FromRule = {
  keys: ["table", "query", "key", "tables"],
  problem: ({ table, query, key, tables }) => {
    if (table === undefined && query === undefined)
      return "must name a table, or a query with a key: from: { table: users } or { query: SELECT ..., key: id }";
    if (table !== undefined && query !== undefined) return "must name a table or a query, got both";
    if (table !== undefined && key !== undefined)
      return "must not name a key beside a table, whose primary key it is";
    if (table !== undefined && tables !== undefined)
      return "must not have tables beside a table, whose own changes are followed; tables names those that a query reads";
    if (query !== undefined && key === undefined)
      return "must name the key of the query, a column that differs in every row: { query: SELECT ..., key: id }";
    return undefined;
  },
};

const fromRules: Record<SourceKind, FromRule> = {
  json: fileRule(
    ["file", "at", "keyColumn", "extendedJson", "lookup"],
    "{ file: users/db.json, at: $.users }",
  ),
  jsonl: fileRule(["file", "extendedJson", "lookup"], "{ file: users.jsonl }"),
  csv: {
    keys: [
      ...([
        "file",
        "columns",
        "delimiter",
        "empty",
        "quotes",
        "quotedEmpty",
        "nulls",
        "header",
        "names",
      ] as const),
      ...(["quote", "escape", "comment", "encoding", "lookup"] as const),
    ],
    problem: csvProblem,
  },
  parquet: fileRule(["file", "lookup"], "{ file: users.parquet }"),
  sqlite: { ...database, keys: ["table", "query", "key"] },
  postgres: database,
  mysql: database,
  dynamodb: {
    keys: ["table"],
    problem: ({ table }) => (table === undefined ? "must name a table: from: { table: Users }" : undefined),
  },
  dynamodbExport: { keys: ["folder", "deletes"], problem: () => undefined },
};

function fileRule(keys: FromRule["keys"], example: string): FromRule {
  return {
    keys,
    problem: ({ file }) => (file === undefined ? `must name a file: from: ${example}` : undefined),
  };
}

function csvProblem(from: FromFile): string | undefined {
  const { file, header = true, names, delimiter = ",", quote = '"', escape } = from;
  if (file === undefined) return "must name a file: from: { file: users.csv, columns: { age: number } }";
  if (!header && !names)
    return "must name the columns of a file without a header: { header: false, names: [id, name] }";
  if (header && names)
    return "must not name columns that the first row names; add header: false if the file has no header";
  const twice = names?.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `must name every column once, but names has ${JSON.stringify(twice)} twice`;
  if (delimiter === quote) return "must have a quote that is not the delimiter";
  return escape !== undefined && [delimiter, quote].includes(escape)
    ? "must have an escape that is neither the delimiter nor the quote; a quote that is written twice needs no escape"
    : undefined;
}

/** Checks every entity's `from` against the kind of its source. */
export function checkFrom(file: DefinitionFile, kinds: readonly SourceKind[]): Problem[] {
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return [];
  return Object.entries(file.entities).flatMap(([name, { from }]) =>
    checkOne(from, kind, ["entities", name, "from"]),
  );
}

function checkOne(from: FromFile, kind: SourceKind, path: Problem["path"]): Problem[] {
  const { keys, problem } = fromRules[kind];
  const takes = keys.length > 1 ? `${keys.slice(0, -1).join(", ")} and ${keys.at(-1)}` : keys[0];
  const foreign = (Object.keys(from) as (keyof FromFile)[]).filter((key) => !keys.includes(key));
  const message = problem(from);
  return [
    ...foreign.map((key): Problem => ({
      path: [...path, key],
      at: "key",
      message: `does not go with a ${kind} source, which takes ${takes}`,
    })),
    ...(message === undefined ? [] : [{ path, message }]),
    ...(keys.includes("lookup") ? checkLookups(from, kind, path) : []),
  ];
}

/** Keys of a lookup that are not those of a location. */
const ofLookups = new Set(["key", "by", "many"]);

/** A lookup takes what the rows of its kind of source take. */
function checkLookups({ lookup = {} }: FromFile, kind: SourceKind, path: Problem["path"]): Problem[] {
  return Object.entries(lookup).flatMap(([name, one]) => {
    const from = Object.fromEntries(Object.entries(one).filter(([key]) => !ofLookups.has(key)));
    return checkOne(from, kind, [...path, "lookup", name]);
  });
}
