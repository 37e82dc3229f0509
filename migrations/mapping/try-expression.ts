import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshal } from "../items/marshal";
import { readsEnvironment, RejectedError } from "../items/rejection";
import type { RowObject } from "../items/row";
import { type Compile, reasonOf, type Scope } from "./expression";
import { compileMapping } from "./item-mapping";
import { MappingInput } from "./mapping-input";

/** The value of an expression for a row: the attribute that an item gets, or why there is none. */
export type TriedExpression = { readonly value: AttributeValue | undefined } | { readonly error: string };

/**
 * Compiles an expression, or text with expressions, as the value of an attribute.
 * @throws Error with a one-line reason if an expression is not CEL
 */
export function compileTrial(
  text: string,
  env: Scope["env"],
  entity: string,
  compile: Compile,
): (row: RowObject) => TriedExpression {
  const template = text.includes("${") ? text : `\${${text}}`;
  const mapping = compileMapping({ value: template }, compile, { omitMissing: false, keyNames: [] });
  return (row) => {
    try {
      return { value: marshal(mapping(new MappingInput(row, { env, entity })))["value"] };
    } catch (error) {
      if (error instanceof RejectedError) {
        const message = readsEnvironment(text) ? error.withoutValue : error.rejection.message;
        return { error: message.replace(/^value: /, "") };
      }
      return { error: reasonOf(error, text) };
    }
  };
}
