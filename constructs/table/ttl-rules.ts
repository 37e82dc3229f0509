import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import { keyAttributes } from "./key-attributes";
import { expiryAttribute } from "./time-to-live";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
export function ttlViolations(props: DynamoTableProps): Violation[] {
  const ttl = typeof props.ttl === "object" ? props.ttl.disabled : props.ttl;
  if (!isKnown(ttl)) return [];
  const key = keyAttributes(props).find(
    ({ attribute }) => attribute.name === expiryAttribute(props.ttl) && attribute.type !== "N",
  );
  return [
    ...violationIf(
      ttl.length < 1 || ttl.length > 255,
      "ttl-attribute",
      ["ttl"],
      `must be an attribute name of 1 to 255 characters, got ${ttl.length}`,
    ),
    ...violationIf(
      key !== undefined,
      "ttl-type",
      ["ttl"],
      `must be a number, since nothing else ever expires, but "${ttl}" is of type ${key?.attribute.type} in ${key?.path.join(".")}`,
    ),
  ];
}
