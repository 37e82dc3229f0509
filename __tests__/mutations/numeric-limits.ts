import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** A number that a rule of the constructs compares with: a comparison, or a bound of a pattern. */
export interface NumericLimit {
  readonly file: string;
  readonly line: number;
  /** As it is written: `global > limits.globalIndexes`, or a pattern with `{3,255}`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The texts that it is replaced by, one a mutant. */
  readonly mutants: readonly string[];
  /** The rule that is broken by it, if it stands in the condition of that rule itself. */
  readonly rule?: string;
}

/** `<` and `<=` for each other, and `>` and `>=`: a limit that is one stricter, or one more lenient. */
const otherStrictness = new Map([
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
]);

/** Every number that the rules in a folder compare with. A file holds rules if it makes violations. */
export function numericLimits(folder: string): NumericLimit[] {
  return ruleFiles(folder).flatMap((path) => limitsIn(folder, path));
}

function ruleFiles(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return paths.filter((path) => path.endsWith("cron.ts") || (path.endsWith(".ts") && makesViolations(path)));
}

function makesViolations(path: string): boolean {
  return /violationIf\(/.test(readFileSync(path, "utf8"));
}

function limitsIn(folder: string, path: string): NumericLimit[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: NumericLimit[] = [];
  const visit = (node: ts.Node): void => {
    const mutants = mutantsOf(node);
    if (mutants.length > 0) {
      const start = node.getStart();
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      const place = { file: relative(folder, path), line, start, end: node.end };
      found.push({ ...place, text: node.getText(), mutants, rule: ruleOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function mutantsOf(node: ts.Node): string[] {
  if (ts.isRegularExpressionLiteral(node)) return patternMutants(node.text);
  if (!ts.isBinaryExpression(node)) return [];
  const other = otherStrictness.get(node.operatorToken.getText());
  return other === undefined ? [] : [`${node.left.getText()} ${other} ${node.right.getText()}`];
}

/** A pattern with each bound of its repetitions one less and one more. */
function patternMutants(pattern: string): string[] {
  return [...pattern.matchAll(/\{(\d+)(?:,(\d+))?\}/g)].flatMap((match) => {
    const [whole, min = "", max] = match;
    const repetitions =
      max === undefined
        ? [`{${Number(min) - 1}}`, `{${Number(min) + 1}}`]
        : [
            ...(Number(min) > 0 ? [`{${Number(min) - 1},${max}}`] : []),
            ...[`{${Number(min) + 1},${max}}`, `{${min},${Number(max) - 1}}`, `{${min},${Number(max) + 1}}`],
          ];
    const after = match.index + whole.length;
    return repetitions.map((one) => `${pattern.slice(0, match.index)}${one}${pattern.slice(after)}`);
  });
}

/** The rule of `violationIf(condition, "rule", …)` around a node of the condition. */
function ruleOf(node: ts.Node): string | undefined {
  for (let child = node; child.parent; child = child.parent) {
    const call = child.parent;
    if (!ts.isCallExpression(call) || call.expression.getText() !== "violationIf") continue;
    const rule = call.arguments[1];
    return call.arguments[0] === child && rule && ts.isStringLiteral(rule) ? rule.text : undefined;
  }
  return undefined;
}
