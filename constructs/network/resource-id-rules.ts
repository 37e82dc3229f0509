import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

const kinds = { vpc: "a VPC", rtb: "a route table", subnet: "a subnet", sg: "a security group" } as const;

/** Network resources are distinguished by the prefix of their ids: `vpc-`, `rtb-`, `subnet-`, `sg-`. */
export function idViolations(
  path: readonly (string | number)[],
  kind: keyof typeof kinds,
  id: string,
): Violation[] {
  return violationIf(
    isKnown(id) && !new RegExp(`^${kind}-[0-9a-f]+$`).test(id),
    "network-id",
    path,
    `must be the id of ${kinds[kind]}, ${kind}-…, got "${id}"`,
  );
}
