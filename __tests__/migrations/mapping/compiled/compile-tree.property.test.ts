import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { RowValue } from "../../../../migrations/items/row";
import { marshal } from "../../../../migrations/items/marshal";
import {
  type CelExpression,
  loadCelParser,
  type ParseCel,
} from "../../../../migrations/mapping/cel-expression";
import { toCel } from "../../../../migrations/mapping/cel-values";
import { compileTree } from "../../../../migrations/mapping/compiled/compile-tree";
import { undecided } from "../../../../migrations/mapping/compiled/evaluation";
import { type Compile, loadCel } from "../../../../migrations/mapping/expression";
import { firstLine } from "../../../../migrations/mapping/first-line";
import { MappingInput } from "../../../../migrations/mapping/mapping-input";
import { expressions } from "./expressions";
import { elements, rows } from "./rows";

let compile: Compile;
let parse: ParseCel;
beforeAll(async () => {
  [compile, parse] = await Promise.all([loadCel(), loadCelParser()]);
});

const minCases = 5000;
const minDecided = 0.6;
const minFailed = 500;

const context = { env: { STAGE: "dev" }, entity: "user" };
const inputs = fc
  .tuple(rows, elements, fc.nat({ max: 3 }))
  .map(([row, each, index]) => new MappingInput(row, context).with(each, index, true));

/** A value in CEL's types and as it is stored, or an error's text. */
function outcomeOf(evaluate: () => RowValue) {
  try {
    const value = evaluate();
    return { value: toCel(value), stored: storedAs(value) };
  } catch (error) {
    return { error: firstLine(error) };
  }
}

function storedAs(value: RowValue) {
  try {
    return marshal({ value });
  } catch (error) {
    return firstLine(error);
  }
}

function parsed(source: string): CelExpression | undefined {
  try {
    return parse(source, true);
  } catch {
    return undefined;
  }
}

/** Whether the compiled form gives a value, so that CEL is not asked. */
function isDecided({ tree }: CelExpression, input: MappingInput): boolean {
  const compiled = compileTree(tree);
  try {
    return compiled !== undefined && compiled(input) !== undecided;
  } catch {
    return false;
  }
}

describe("a compiled expression", () => {
  it(`gives the value or the error of CEL, in ${minCases} cases, most of them without CEL`, () => {
    let cases = 0;
    let decided = 0;
    let failed = 0;
    const compare = (reference: CelExpression, source: string, input: MappingInput): void => {
      const wanted = outcomeOf(() => reference.evaluate(input.scope));
      const got = outcomeOf(() => compile(source, true)(input));
      if (!isDeepStrictEqual(got, wanted)) expect(got, source).toStrictEqual(wanted);
      cases++;
      if (isDecided(reference, input)) decided++;
      if ("error" in wanted) failed++;
    };
    fc.assert(
      fc.property(expressions, inputs, inputs, (source, first, second) => {
        const reference = parsed(source);
        if (!reference) return;
        compare(reference, source, first);
        compare(reference, source, second);
      }),
      { numRuns: 4000 },
    );
    expect(cases).toBeGreaterThanOrEqual(minCases);
    expect(decided / cases).toBeGreaterThan(minDecided);
    expect(failed).toBeGreaterThan(minFailed);
  }, 300_000);
});
