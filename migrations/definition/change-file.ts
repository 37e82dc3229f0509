import { z } from "zod";
import { namedEntries, type Path, type Problem, problemsOf } from "../../yaml-file";
import { keyAttributes, type TargetTable } from "../items/target-table";
import type { Compile } from "../mapping/expression";
import type { ItemChangeRules } from "../mapping/item-change";
import { hasSpread } from "../mapping/spread";
import { checkChangeTemplates } from "./check-templates";
import type { DefinitionLocations } from "./definition";
import { template } from "./entity-schema";

/** Attributes that one change may name; an UpdateExpression has 4 KB. */
const maxAttributes = 100;

const templates = namedEntries(z.string().min(1), template);

/** A change of existing items, as `update --change` reads it. */
const changeSchema = z.strictObject({
  where: z.string().optional(),
  set: templates.optional(),
  add: templates.optional(),
  remove: z.array(z.string().min(1)).optional(),
});
export type ChangeFile = z.output<typeof changeSchema>;

/** What is wrong with a change, or its rules. */
export type CheckedChange = { readonly problems: readonly Problem[] } | { readonly rules: ItemChangeRules };

/** Checks a change of a table's items: its shape, its expressions, and that the key stays as it is. */
export function checkChange(
  value: unknown,
  table: TargetTable,
  locations: Pick<DefinitionLocations, "sourceOf">,
  compile: Compile,
): CheckedChange {
  const wrong = problemsOf(changeSchema, value);
  if (wrong.length > 0) return { problems: wrong };
  const { set = {}, add = {}, remove = [], ...file } = changeSchema.parse(value);
  const where = file.where === undefined ? undefined : asTemplate(file.where);
  const paths: Path[] = [
    ...Object.keys(set).map((name) => ["set", name]),
    ...Object.keys(add).map((name) => ["add", name]),
    ...remove.map((_, index) => ["remove", index]),
  ];
  const named = [...Object.keys(set), ...Object.keys(add), ...remove];
  const keyNames = keyAttributes(table).map(({ name }) => name);
  const problems = [
    ...checkChangeTemplates({ where, set, add }, locations as DefinitionLocations, compile),
    ...named.flatMap((name, index) => nameProblems(name, index, named, keyNames, paths)),
    ...(hasSpread(set) || hasSpread(add)
      ? [{ path: ["set"], message: "names attributes one by one; ... is not supported here" }]
      : []),
    ...countProblems(named.length),
  ];
  return problems.length > 0 ? { problems } : { rules: { where, change: { set, add, remove } } };
}

/** An expression as a template: `row.x == 1` and `${row.x == 1}` are the same. */
export function asTemplate(expression: string): string {
  return expression.includes("${") ? expression : `\${${expression}}`;
}

function nameProblems(
  name: string,
  index: number,
  named: readonly string[],
  keyNames: readonly string[],
  paths: readonly Path[],
): Problem[] {
  const path = paths[index] as Path;
  if (keyNames.includes(name))
    return [
      {
        path,
        message: `${name} is a key attribute of the table, which cannot be changed; copy the items with a migration file and delete the old ones`,
      },
    ];
  const first = named.indexOf(name);
  if (first === index) return [];
  return [{ path, message: `${name} is in ${String(paths[first]?.[0])} already; name each attribute once` }];
}

function countProblems(count: number): Problem[] {
  if (count === 0) return [{ path: [], message: "changes nothing; name attributes in set, add or remove" }];
  if (count <= maxAttributes) return [];
  return [{ path: [], message: `may name ${maxAttributes} attributes, got ${count}` }];
}
