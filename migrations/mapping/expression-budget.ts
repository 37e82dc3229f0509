import type { ASTNode } from "@marcbachmann/cel-js";
import type { RowValue } from "../items/row";

/** Elements that the macros of one evaluation may go through: `map`, `filter`, `all`, `exists`, `exists_one`. */
export const maxElements = 1_000_000;
/** Characters that a value may have, in all texts in it together. */
export const maxCharacters = 16 * 1024 * 1024;

/** What CEL does not declare of its own: how a macro is evaluated. */
interface Comprehension {
  readonly op: string;
  readonly args: { readonly iterable: ASTNode };
  readonly handle: (items: unknown, args: unknown, evaluator: Evaluator, context: unknown) => unknown;
  setMeta(key: "evaluate", evaluate: Evaluate): void;
}
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}
type Evaluate = (evaluator: Evaluator, node: Comprehension, context: unknown) => unknown;

/** Ends evaluations that would not end for days, such as `row.l.map(a, row.l.map(b, row.l.map(c, …)))`. */
export class ExpressionBudget {
  private left = maxElements;

  /** Before each evaluation. */
  refill(): void {
    this.left = maxElements;
  }

  /** @returns whether there is a macro in it. A macro over null gives null, as functions do. */
  watch(node: ASTNode): boolean {
    const macro = (node as unknown as { meta?: { alternate?: Comprehension } }).meta?.alternate;
    if (macro?.op === "comprehension") macro.setMeta("evaluate", this.evaluate);
    const inner = macro ? [macro.args] : [];
    const nodes = [node.args, inner].flat(Infinity as 1).flatMap((one) => nodesIn(one));
    const found = nodes.map((child) => this.watch(child));
    return macro?.op === "comprehension" || found.includes(true);
  }

  private readonly evaluate: Evaluate = (evaluator, node, context) => {
    const items = evaluator.run(node.args.iterable, context);
    if (items === null || items === undefined) return null;
    this.left -= sizeOf(items);
    if (this.left < 0)
      throw new Error(`goes through more than ${maxElements} elements of lists; make the lists shorter`);
    return node.handle(items, node.args, evaluator, context);
  };
}

function nodesIn(value: unknown): ASTNode[] {
  if (typeof value !== "object" || value === null) return [];
  if ("op" in value) return [value as ASTNode];
  // The parts of a macro are members of its arguments.
  return Object.values(value).filter(
    (one): one is ASTNode => typeof one === "object" && one !== null && "op" in one,
  );
}

function sizeOf(items: unknown): number {
  if (Array.isArray(items)) return items.length;
  if (items instanceof Set || items instanceof Map) return items.size;
  return Object.keys(items as object).length;
}

/** @throws Error if a value that a macro made has more text than any item could hold */
export function checkCharacters(value: RowValue): void {
  let left = maxCharacters;
  const count = (one: RowValue): void => {
    if (typeof one === "string") left -= one.length;
    else if (Array.isArray(one)) for (const member of one as readonly RowValue[]) count(member);
    if (left < 0) throw tooLong();
  };
  count(value);
}

/** @throws Error if a text has more characters than any item could hold */
export function checkLength(value: RowValue): RowValue {
  if (typeof value === "string" && value.length > maxCharacters) throw tooLong();
  return value;
}

export function tooLong(): Error {
  return new Error(`gives more than ${maxCharacters} characters`);
}
