import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import type { Item } from "../../../migrations/items/item";
import { canonicalNumber } from "../../../migrations/items/number-text";
import { exact, spell, type Spelling } from "./number-spelling";

const plain: Spelling = { shift: 0, leadingZeros: 0, trailingZeros: 0, letter: "E", plus: false };

export const text = fc.string({ unit: "binary", maxLength: 8 });
/** Of an attribute or of a member of a map. */
const name = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
export const numberText = exact.map((number) => spell(number, plain));
export const bytes = fc.uint8Array({ maxLength: 6 });

/** Any attribute value that the service takes. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text.map((S) => ({ S })),
    numberText.map((N) => ({ N })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((SS) => ({ SS })),
    fc
      .uniqueArray(numberText, { minLength: 1, maxLength: 4, selector: canonicalNumber })
      .map((NS) => ({ NS })),
    fc.uniqueArray(bytes, { minLength: 1, maxLength: 4, selector: String }).map((BS) => ({ BS })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }).map((M) => ({ M })),
  ),
})).value;

/** Any item, without regard to a table's key. */
export const item: fc.Arbitrary<Item> = fc.dictionary(name, attributeValue, {
  maxKeys: 5,
  noNullPrototype: true,
});
