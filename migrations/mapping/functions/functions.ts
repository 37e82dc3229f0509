import type { CelFunction } from "./cel-function";
import { choiceFunctions } from "./choice-functions";
import { digestFunctions } from "./digest-functions";
import { identifierFunctions } from "./identifier-functions";
import { listFunctions } from "./list-functions";
import { patternFunctions } from "./pattern-functions";
import { textFunctions } from "./text-functions";
import { timeFunctions } from "./time-functions";
import { valueFunctions } from "./value-functions";

/** Every function that expressions have beside CEL's own. None knows the time of day, chance, or anything outside. */
export const functions: readonly CelFunction[] = [
  ...valueFunctions,
  ...textFunctions,
  ...patternFunctions,
  ...listFunctions,
  ...choiceFunctions,
  ...digestFunctions,
  ...identifierFunctions,
  ...timeFunctions,
];

/** How a function is called: `epoch(date, zone?)`. */
export function signature({ name, takes, optional = 0 }: CelFunction): string {
  const shown = takes.map((one, index) => (index < takes.length - optional ? one : `${one}?`));
  return `${name}(${shown.join(", ")})`;
}
