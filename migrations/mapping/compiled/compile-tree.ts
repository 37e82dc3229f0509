import type { ASTNode } from "@marcbachmann/cel-js";
import { compileArithmetic, compileMinus } from "./arithmetic";
import { compileCall } from "./calls";
import { compileComparison } from "./comparison";
import { compileAll, type Evaluation, undecided } from "./evaluation";
import { hasDeepType, hasType } from "./known-types";
import { compileLogic, compileNot, compileTernary } from "./logic";
import { compileMap } from "./map-literal";
import { compileAccess } from "./members";
import { compileMembership } from "./membership";
import { compileMethod } from "./methods";

/**
 * Compiles a checked expression to functions that read the row's own values. `undefined` if some part of it has a form
 * that only CEL's own evaluation knows, such as a macro.
 */
export function compileTree(tree: ASTNode): Evaluation | undefined {
  return compile(tree, true);
}

function compilePart(node: ASTNode): Evaluation | undefined {
  return compile(node, false);
}

/** @param isWhole whether the node is the whole expression, not a part of one */
function compile(node: ASTNode, isWhole: boolean): Evaluation | undefined {
  switch (node.op) {
    case "value":
      return compileLiteral(node.args);
    case "id":
      return compileVariable(node.args);
    case ".":
    case "[]":
      return compileAccess(node, compilePart);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compileComparison(node, compilePart);
    case "&&":
    case "||":
      return compileLogic(node, compilePart);
    case "!_":
      return compileNot(node.args, compilePart);
    case "-_":
      return compileMinus(node.args, compilePart);
    case "?:":
      return compileTernary(node, compilePart);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return compileArithmetic(node, compilePart, isWhole);
    case "in":
      return compileMembership(node, compilePart);
    case "call":
      return compileCall(node, compilePart, isWhole);
    case "rcall":
      return compileMethod(node, compilePart);
    case "list":
      return compileList(node.args);
    case "map":
      return compileMap(node.args, compilePart);
    default:
      return undefined;
  }
}

/** A `double` without a fraction would pass for an `int`. */
function compileLiteral(literal: unknown): Evaluation | undefined {
  if (typeof literal === "number" && Number.isInteger(literal)) return undefined;
  if (!hasType(literal)) return undefined;
  const number = typeof literal === "bigint" ? Number(literal) : literal;
  const value = Number.isSafeInteger(number) ? number : literal;
  return () => value;
}

function compileVariable(name: string): Evaluation | undefined {
  switch (name) {
    case "row":
      return ({ row }) => (hasType(row) ? row : undecided);
    case "entity":
      return ({ entity }) => entity;
    case "each":
      return ({ each }) => (hasType(each) ? each : undecided);
    case "index":
      return ({ index }) => index ?? undecided;
    default:
      return undefined;
  }
}

function compileList(nodes: readonly ASTNode[]): Evaluation | undefined {
  const members = compileAll(nodes, compilePart);
  if (!members || members.length === 0) return undefined;
  return (input) => {
    const values = members.map((one) => one(input));
    return values.every((one) => hasDeepType(one)) ? values : undecided;
  };
}
