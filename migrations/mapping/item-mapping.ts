import { asText, type Compile, reasonOf } from "./expression";
import { firstLine } from "./first-line";
import type { MappingInput } from "./mapping-input";
import { namesInstead } from "./missing-name";
import { readsEnvironment, reject } from "../items/rejection";
import type { RowObject, RowValue } from "../items/row";
import { isWholeRow, membersOf, spreadKey, spreadsOf } from "./spread";
import { isStackOverflow } from "./stack-overflow";
import { parseTemplate } from "./template";

/** Whether something in a template reads the environment. */
export function templateReadsEnvironment(template: Template): boolean {
  return readsEnvironment(JSON.stringify(template));
}

/** A template of an attribute, as written in a migration file. */
export type Template =
  string | number | boolean | null | readonly Template[] | { readonly [key: string]: Template };

type Render = (input: MappingInput) => RowValue;

/** Turns a row into the attributes of an item. Rejects the row if an expression fails. */
export type ItemMapping = (input: MappingInput) => RowObject;

/** How templates that refer to something that the row lacks are handled. */
export interface MissingRules {
  /** Whether their attributes are omitted; otherwise the row is rejected. */
  readonly omitMissing: boolean;
  /** Attributes that an item must have. */
  readonly keyNames: readonly string[];
  /** Columns that are not taken from a spread. @default none */
  readonly omit?: readonly string[] | undefined;
}

/** Compiles the `item` of an entity. An expression alone keeps its type; inside text it becomes text. */
export function compileMapping(
  item: Readonly<Record<string, Template>>,
  compile: Compile,
  { omitMissing, keyNames, omit = [] }: MissingRules,
): ItemMapping {
  const attributes = membersIn(item).map(([name, template]) => {
    const remedy = keyNames.includes(name)
      ? "an item needs this key attribute: exclude the row with `where`"
      : "omitNull: true omits the attribute";
    return [name, compileTemplate(template, name, compile, omitMissing ? undefined : remedy)] as const;
  });
  const spreads = compileSpreads(item, "", compile, omitMissing ? undefined : spreadRemedy);
  return spreads ? compileMembers(attributes, spreadOf(spreads), omit) : compileMembers(attributes);
}

/** The entries of a map that stand for one member each. */
function membersIn(map: Readonly<Record<string, Template>>): (readonly [string, Template])[] {
  return Object.entries(map).filter(([name]) => name !== spreadKey);
}

const spreadRemedy = "default(…, {}) adds no members then";

function compileSpreads(
  map: Readonly<Record<string, Template>>,
  path: string,
  compile: Compile,
  remedy: string | undefined,
): readonly ItemMapping[] | undefined {
  const at = path && `${path}.`;
  return spreadsOf(map)?.map((template): ItemMapping => {
    // CEL takes no row with a column that is named `constructor`.
    if (isWholeRow(template)) return ({ row }) => row;
    const render = compileText(template as string, `${at}${spreadKey}`, compile, remedy);
    return (input) => membersOf(render(input), path);
  });
}

/** The members of several maps; later ones take precedence. */
function spreadOf(spreads: readonly ItemMapping[]): ItemMapping {
  const [first, ...others] = spreads;
  if (first && others.length === 0) return first;
  return (input) => {
    let members: RowObject = {};
    for (const spread of spreads) members = { ...members, ...spread(input) };
    return members;
  };
}

/**
 * Makes an object whose members are made for each row.
 *
 * @param base members that come first; those that are listed take precedence. @default none
 * @param unlisted members that are undefined in every row. @default none
 */
function compileMembers(
  members: readonly (readonly [string, Render])[],
  base?: ItemMapping,
  unlisted: readonly string[] = [],
): ItemMapping {
  const names = members.map(([name]) => name);
  const renders = members.map(([, render]) => render);
  // Copying makes a member of its own even of `__proto__`, which is then set like any other.
  const unset: RowObject = Object.fromEntries([...unlisted, ...names].map((name) => [name, undefined]));
  return (input) => {
    const made: Record<string, RowValue> = base ? { ...base(input), ...unset } : { ...unset };
    // Iterating over entries would make a pair for each member.
    for (let index = 0; index < names.length; index++)
      made[names[index] as string] = (renders[index] as Render)(input);
    return made;
  };
}

/** @param remedy for a row that lacks what the template refers to; `undefined` omits the attribute */
function compileTemplate(
  template: Template,
  path: string,
  compile: Compile,
  remedy: string | undefined,
): Render {
  if (typeof template === "string") return compileText(template, path, compile, remedy);
  if (typeof template !== "object" || template === null) return () => template;
  if (Array.isArray(template)) {
    const members = (template as readonly Template[]).map((member, index) =>
      compileTemplate(member, `${path}[${index}]`, compile, remedy),
    );
    return (input) => members.map((render) => render(input));
  }
  const map = template as Readonly<Record<string, Template>>;
  const members = membersIn(map).map(
    ([name, member]) => [name, compileTemplate(member, `${path}.${name}`, compile, remedy)] as const,
  );
  const spreads = compileSpreads(map, path, compile, remedy && spreadRemedy);
  return compileMembers(members, spreads && spreadOf(spreads));
}

function compileText(template: string, path: string, compile: Compile, remedy: string | undefined): Render {
  const parts = parseTemplate(template).map((part) =>
    "text" in part
      ? part.text
      : { source: part.expression, render: guarded(part.expression, path, compile, remedy) },
  );
  const [only] = parts;
  if (parts.length === 1) return typeof only === "object" ? only.render : () => only;
  return (input) => {
    let text = "";
    for (const part of parts)
      text += typeof part === "string" ? part : textOf(part.render(input), part.source, template, path);
    return text;
  };
}

function guarded(source: string, path: string, compile: Compile, remedy: string | undefined): Render {
  const expression = compile(source);
  const isOmitted = remedy === undefined ? expression.lacksColumn : undefined;
  return (input) => {
    if (isOmitted?.(input)) return undefined;
    try {
      return expression(input);
    } catch (error) {
      if (isStackOverflow(error)) throw error;
      const missing = /^No such key: (.*)$/.exec(firstLine(error))?.[1];
      if (missing === undefined)
        return reject("expression-failed", `${path}: \${${source}}: ${reasonOf(error, source)}`);
      // A missing environment variable affects every row, so it is never an optional attribute.
      if (source.includes(`env.${missing}`))
        return reject("expression-failed", `${path}: the environment variable ${missing} is not set`);
      if (remedy === undefined) return undefined;
      const what = missing.startsWith("index out of bounds")
        ? `has an ${missing}`
        : readsEnvironment(source)
          ? "has no such key"
          : `has no "${missing}"${namesInstead(source, missing, input.row)}`;
      return reject("expression-failed", `${path}: \${${source}}: the row ${what}; ${remedy}`);
    }
  };
}

function textOf(value: RowValue, source: string, template: string, path: string): string {
  try {
    return asText(value);
  } catch (error) {
    const { message } = error as Error;
    const remedy =
      value === null || value === undefined
        ? `give it a value, as in default(${source.trim()}, ""), or exclude the row with where`
        : "toJson() makes text of it";
    return reject(
      "expression-failed",
      `${path}: ${JSON.stringify(template)}: \${${source}}: ${message}; ${remedy}`,
    );
  }
}
