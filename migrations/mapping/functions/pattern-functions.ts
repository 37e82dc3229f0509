import { RE2JS } from "re2js";
import { maxCharacters, tooLong } from "../expression-budget";
import type { RowValue } from "../../items/row";
import { type CelFunction, listOf, refuse, textOf } from "./cel-function";

/** Compiled patterns that are kept: more can only come from rows. */
const maxPatterns = 100;
const patterns = new Map<string, RE2JS>();

/** CEL's own of the same names can take forever, or all memory. */
export const patternFunctions: readonly CelFunction[] = [
  {
    ...{ name: "matches", takes: ["text", "pattern"] },
    call: (text, pattern) => matcherOf("matches", text, pattern).find(),
  },
  { name: "regexReplace", takes: ["text", "pattern", "replacement"], call: regexReplace },
  { name: "regexExtract", takes: ["text", "pattern", "group"], optional: 1, call: regexExtract },
  { name: "regexGroups", takes: ["text", "pattern"], call: regexGroups },
  { name: "join", takes: ["list", "separator"], optional: 1, call: join },
];

function matcherOf(name: string, text: RowValue, pattern: RowValue): ReturnType<RE2JS["matcher"]> {
  return patternOf(name, textOf(name, pattern)).matcher(textOf(name, text));
}

/** RE2's syntax, as CEL has it: its time grows with the text, not exponentially; it has no look-around and no back-references. */
function patternOf(name: string, source: string): RE2JS {
  const known = patterns.get(source);
  if (known) return known;
  const pattern = compiled(name, source);
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

function compiled(name: string, source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    throw new Error(
      `${name}() takes a pattern in the syntax of RE2, which has no look-around and no back-references`,
      { cause },
    );
  }
}

type Matcher = ReturnType<typeof matcherOf>;

/** Replaces every match. `$1` to `$99` and `$<name>` in the replacement are groups, `$0` is the match, `$$` a dollar. */
function regexReplace(text: RowValue, pattern: RowValue, replacement: RowValue): string {
  const matcher = matcherOf("regexReplace", text, pattern);
  const parts = replacementParts(textOf("regexReplace", replacement), matcher);
  const source = text as string;
  let result = "";
  let end = 0;
  while (matcher.find()) {
    result += source.slice(end, matcher.start());
    for (const part of parts) result += typeof part === "string" ? part : (matcher.group(part.group) ?? "");
    if (result.length > maxCharacters) throw tooLong();
    end = matcher.end();
  }
  return result + source.slice(end);
}

type ReplacementPart = string | { readonly group: number };

const reference = /\$(?:\$|(\d{1,2})|<([^>]*)>)/g;

function replacementParts(replacement: string, matcher: Matcher): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let end = 0;
  for (const found of replacement.matchAll(reference)) {
    const [all, number, name] = found;
    parts.push(replacement.slice(end, found.index));
    if (number === undefined && name === undefined) parts.push("$");
    else parts.push({ group: groupOf("regexReplace", matcher, name ?? Number(number)) });
    end = found.index + all.length;
  }
  return [...parts, replacement.slice(end)];
}

/** @throws Error if the pattern has no such group */
function groupOf(name: string, matcher: Matcher, group: RowValue): number {
  const names = new Map(Object.entries(matcher.namedGroups));
  const isNumber = typeof group === "number" || typeof group === "bigint";
  const number = typeof group === "string" ? names.get(group) : isNumber ? Number(group) : undefined;
  if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= matcher.groupCount())
    return number;
  const named = names.size > 0 ? ` (${[...names.keys()].join(", ")})` : "";
  return refuse(`${name}(): the pattern has the groups 0 to ${matcher.groupCount()}${named}`, group);
}

/** The first match, or a group of it; null without a match. */
function regexExtract(text: RowValue, pattern: RowValue, group: RowValue = 0): RowValue {
  const matcher = matcherOf("regexExtract", text, pattern);
  const number = groupOf("regexExtract", matcher, group);
  return matcher.find() ? matcher.group(number) : null;
}

/** The first match and its groups, null for those that did not take part; null without a match. */
function regexGroups(text: RowValue, pattern: RowValue): RowValue {
  const matcher = matcherOf("regexGroups", text, pattern);
  if (!matcher.find()) return null;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
}

function join(list: RowValue, separator: RowValue = ""): string {
  const between = textOf("join", separator);
  const members = listOf("join", list).map((member) =>
    typeof member === "string" ? member : refuse("join() takes a list of texts", member),
  );
  const characters = members.reduce((sum, member) => sum + member.length + between.length, 0);
  if (characters > maxCharacters) throw tooLong();
  return members.join(between);
}
