import type { z } from "zod";
import { knownKeys } from "./known-keys";
import { nearMiss } from "./near-miss";
import type { Path, Problem } from "./problem";

type Issue = z.core.$ZodIssue;

/** Checks a value against a schema. Returns every problem as a sentence; empty if there is none. */
export function problemsOf(schema: z.ZodType, value: unknown): Problem[] {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsIn(schema, issue, []));
}

function problemsIn(schema: z.ZodType, issue: Issue, parent: Path): Problem[] {
  const path = [...parent, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], at: "key", message: unknownKey(key, known) }));
  }
  if (issue.code === "invalid_union") return unionProblems(schema, issue, path);
  if (issue.code === "invalid_key")
    return issue.issues.map((inner) => ({ path, at: "key", message: inner.message }));
  return [{ path, message: sentence(issue) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const hint = nearMiss(key, known);
  return `unknown key${hint || (known.length > 0 ? `; known here: ${known.join(", ")}` : "")}`;
}

/**
 * Of a union, reports the alternative that was meant: the one whose outer form fits the value, and whose own literal,
 * such as `service: lambda`, is the value's.
 */
function unionProblems(schema: z.ZodType, issue: Issue & { code: "invalid_union" }, path: Path): Problem[] {
  const meant = issue.errors.find(
    (errors) => !errors.some((error) => (error.path.length === 0 && isOuter(error)) || isOtherLiteral(error)),
  );
  if (meant && meant.length > 0) return meant.flatMap((inner) => problemsIn(schema, inner, path));
  if (issue.input === undefined) return [{ path, message: `is missing; it ${issue.message}` }];
  return [
    {
      path,
      message: withReceived(
        issue.message === "Invalid input" ? "has an unknown form" : issue.message,
        issue.input,
      ),
    },
  ];
}

function isOuter(issue: Issue): boolean {
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

/** A literal of a mapping that tells its form from the others. */
function isOtherLiteral(issue: Issue): boolean {
  return issue.path.length === 1 && issue.code === "invalid_value" && issue.values.length === 1;
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? `is missing; expected ${article(issue.expected)}`
        : withReceived(`must be ${article(issue.expected)}`, issue.input);
    case "invalid_value":
      return withReceived(`must be ${oneOf(issue.values)}`, issue.input) + hintFor(issue.input, issue.values);
    case "too_small":
      return withReceived(`must be ${bound("at least", issue.minimum, issue.origin)}`, issue.input);
    case "too_big":
      return withReceived(`must be ${bound("at most", issue.maximum, issue.origin)}`, issue.input);
    default:
      return issue.input === undefined || isComplete(issue)
        ? issue.message
        : withReceived(issue.message, issue.input);
  }
}

/** Whether a check of our own has said what came already. */
function isComplete(issue: Issue): boolean {
  return issue.code === "custom" && issue.params?.["isComplete"] === true;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? String(texts[0]) : `one of ${texts.join(", ")}`;
}

function hintFor(input: unknown, values: readonly unknown[]): string {
  return typeof input === "string"
    ? nearMiss(
        input,
        values.filter((value) => typeof value === "string"),
      )
    : "";
}

function bound(direction: string, limit: number | bigint, origin: string): string {
  if (origin === "string") return `${direction} ${limit} character${limit === 1 ? "" : "s"} long`;
  if (origin === "array" || origin === "set") return `a list of ${direction} ${limit}`;
  return `${direction} ${limit}`;
}

const names = new Map([
  ["object", "a mapping"],
  ["record", "a mapping"],
  ["array", "a list"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["null", "null"],
]);

function article(type: string): string {
  return names.get(type) ?? `a ${type}`;
}

function withReceived(sentenceSoFar: string, input: unknown): string {
  return `${sentenceSoFar}, got ${received(input)}`;
}

/** What a value is, short enough for one line: `"x"`, `a list of 2`, `a mapping with a, b`. */
export function received(input: unknown): string {
  if (input === undefined) return "nothing";
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === "object" && input !== null)
    return `a mapping with ${Object.keys(input).join(", ") || "no keys"}`;
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
