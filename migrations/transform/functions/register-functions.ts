import type { Environment } from "@marcbachmann/cel-js";
import { fromCel, toCel } from "../cel-values";
import type { CelFunction } from "./cel-function";
import { functions } from "./functions";

/** Adds this project's functions to CEL. Each gives null of null, as in SQL, so that omitNull leaves it out. */
export function registerFunctions(environment: Environment): void {
  for (const one of functions) {
    for (let left = 0; left <= (one.optional ?? 0); left++) {
      const parameters = one.takes.slice(0, one.takes.length - left).map(() => "dyn");
      environment.registerFunction(`${one.name}(${parameters.join(", ")}): dyn`, calling(one));
    }
  }
  environment.registerFunction("string(google.protobuf.Timestamp): string", (date: Date) =>
    date.toISOString(),
  );
  environment.registerFunction("int(google.protobuf.Timestamp): int", (date: Date) =>
    BigInt(Math.floor(date.getTime() / 1000)),
  );
}

function calling({ call }: CelFunction): (...values: unknown[]) => unknown {
  return (...values) => {
    const [first, ...others] = values.map(fromCel);
    return first === null || first === undefined ? null : toCel(call(first, ...others));
  };
}
