import { loadCelParser } from "./cel-expression";
import { compileTree } from "./compiled/compile-tree";
import { type Evaluation, undecided } from "./compiled/evaluation";
import { lacksColumn } from "./compiled/lacks-column";
import { settled } from "./compiled/settled";
import type { MappingInput } from "./mapping-input";
import type { RowValue } from "../items/row";

/** Makes the compiler of expressions that `loadCel` returns. */
export async function makeCompiler() {
  const parse = await loadCelParser();
  return (source: string, isElement = false) => {
    const { tree, evaluate } = parse(source, isElement);
    const compiled = compileTree(tree);
    if (!compiled) return ({ scope }: MappingInput): RowValue => evaluate(scope);
    const expression = (input: MappingInput): RowValue => {
      const value = attempt(compiled, input);
      return value === undecided ? evaluate(input.scope) : settled(value);
    };
    return Object.assign(expression, { lacksColumn: lacksColumn(tree) });
  };
}

/** CEL evaluates what fails again, so that its message is CEL's. */
function attempt(compiled: Evaluation, input: MappingInput) {
  try {
    return compiled(input);
  } catch {
    return undecided;
  }
}
