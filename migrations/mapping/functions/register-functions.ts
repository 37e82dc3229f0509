import type { Environment } from "@marcbachmann/cel-js";
import { fromCel, toCel } from "../cel-values";
import type { CelFunction } from "./cel-function";
import { functions } from "./functions";

/** CEL otherwise takes into account that a function may give a promise. */
const isSync = { async: false };

/** Adds this project's functions to CEL. A function of null (its first value, or what a method is called on) gives null, as in SQL, so that omitNull omits the attribute. */
export function registerFunctions(environment: Environment): void {
  registerNulls(environment);
  for (const one of functions) {
    for (let left = 0; left <= (one.optional ?? 0); left++) {
      const parameters = one.takes.slice(0, one.takes.length - left).map(() => "dyn");
      environment.registerFunction(`${one.name}(${parameters.join(", ")}): dyn`, calling(one), isSync);
    }
  }
  environment.registerFunction("string(google.protobuf.Timestamp): string", (date: Date) =>
    date.toISOString(),
  );
  environment.registerFunction("int(google.protobuf.Timestamp): int", (date: Date) =>
    BigInt(Math.floor(date.getTime() / 1000)),
  );
}

/** What tells of a value also of null, and what has no value. */
const notOfValues = new Set([
  "dyn",
  "type",
  "has",
  "of",
  "none",
  "bind",
  "hasValue",
  "value",
  "or",
  "orValue",
]);
const macros = new Set(["map", "filter", "all", "exists", "exists_one"]);

/** CEL's own functions and methods of null give null, too, and so does arithmetic. */
function registerNulls(environment: Environment): void {
  const signatures = environment.getDefinitions().functions.flatMap(({ name, receiverType, params }) => {
    if (notOfValues.has(name) || macros.has(name)) return [];
    const others = params.slice(receiverType === null ? 1 : 0).map(() => "dyn");
    return receiverType === null
      ? [`${name}(${["null", ...others].join(", ")}): dyn`]
      : [`null.${name}(${others.join(", ")}): dyn`];
  });
  const own = new Set(functions.map(({ name }) => `${name}(`));
  for (const signature of new Set(signatures))
    if (![...own].some((name) => signature.startsWith(name)))
      environment.registerFunction(signature, () => null, isSync);
  for (const operator of ["+", "-", "*", "/", "%"])
    for (const other of ["int", "double", "string", "bytes", "null"]) {
      environment.registerOperator(`null ${operator} ${other}: dyn`, () => null);
      if (other !== "null") environment.registerOperator(`${other} ${operator} null: dyn`, () => null);
    }
}

function calling({ call }: CelFunction): (...values: unknown[]) => unknown {
  return (...values) => {
    const [first, ...others] = values.map(fromCel);
    return first === null || first === undefined ? null : toCel(call(first, ...others));
  };
}
