import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { firstLine } from "../first-line";

/** Functions whose values are evaluated one by one until one is there, with the largest number of values of each. */
export const coalesceFunctions: ReadonlyMap<string, number> = new Map([
  ["coalesce", 10],
  ["default", 2],
]);

/** The part of CEL's checker, and below of its evaluator, that a macro is called with and that is used here. */
interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  readonly dynType: unknown;
}
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}

/**
 * Adds `coalesce(a, b, …)` and `default(a, b)`: the first value that is neither null nor a column, key or element that
 * does not exist. They are macros, because CEL fails before it calls a function with a value that does not exist.
 */
export function registerCoalesce(environment: Environment): void {
  for (const [name, maxValues] of coalesceFunctions)
    for (let count = 2; count <= maxValues; count++) {
      const parameters = Array.from({ length: count }, () => "ast").join(", ");
      environment.registerFunction(`${name}(${parameters}): dyn`, expand);
    }
}

function expand({ args }: { readonly args: readonly ASTNode[] }) {
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown): unknown {
      for (const one of args) checker.check(one, context);
      return checker.dynType;
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: unknown): unknown {
      const [last] = args.slice(-1) as [ASTNode];
      for (const one of args.slice(0, -1)) {
        const value = valueOf(() => evaluator.run(one, context));
        if (value !== null && value !== undefined) return value;
      }
      return evaluator.run(last, context);
    },
  };
}

function valueOf(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    // An index past the end of a list has another code, but the same words.
    if (firstLine(error).startsWith("No such key: ")) return null;
    throw error;
  }
}
