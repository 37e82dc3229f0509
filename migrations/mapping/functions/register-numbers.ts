import type { Environment } from "@marcbachmann/cel-js";
import type { Decimal } from "../../items/row";

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** CEL knows no arithmetic between whole and other numbers; a column of prices holds both `3` and `3.5`. */
export function registerNumbers(environment: Environment): void {
  environment.registerFunction("string(Decimal): string", (value: Decimal) => value.text);
  for (const [operator, apply] of Object.entries(operators)) {
    const mixed = (a: number | bigint, b: number | bigint): number => apply(asDouble(a), asDouble(b));
    environment.registerOperator(`int ${operator} double`, mixed);
    environment.registerOperator(`double ${operator} int`, mixed);
  }
}

/** @throws Error where that would lose digits */
function asDouble(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === "number" || BigInt(number) === value) return number;
  throw new Error(
    `${value} would lose digits beside a fraction; calculate with whole numbers, or store it unchanged`,
  );
}
