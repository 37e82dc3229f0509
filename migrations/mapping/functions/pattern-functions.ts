import { RE2JS } from "re2js";
import { maxCharacters, tooLong } from "../expression-budget";
import { type CelFunction, listOf, refuse, textOf } from "./cel-function";

/** Compiled patterns that are kept: more can only come from rows. */
const maxPatterns = 100;
const patterns = new Map<string, RE2JS>();

/** CEL's own of the same names can take forever, or all memory. */
export const patternFunctions: readonly CelFunction[] = [
  {
    ...{ name: "matches", takes: ["text", "pattern"] },
    call: (text, pattern) => patternOf(textOf("matches", pattern)).matcher(textOf("matches", text)).find(),
  },
  { name: "join", takes: ["list", "separator"], optional: 1, call: join },
];

/** RE2's syntax, as CEL has it: its time grows with the text, not exponentially; it has no look-around and no back-references. */
function patternOf(source: string): RE2JS {
  const known = patterns.get(source);
  if (known) return known;
  const pattern = compiled(source);
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

function compiled(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    throw new Error(
      "matches() takes a pattern in the syntax of RE2, which has no look-around and no back-references",
      { cause },
    );
  }
}

function join(list: Parameters<typeof listOf>[1], separator: typeof list = ""): string {
  const between = textOf("join", separator);
  const members = listOf("join", list).map((member) =>
    typeof member === "string" ? member : refuse("join() takes a list of texts", member),
  );
  const characters = members.reduce((sum, member) => sum + member.length + between.length, 0);
  if (characters > maxCharacters) throw tooLong();
  return members.join(between);
}
