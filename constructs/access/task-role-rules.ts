import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { TableSettings } from "../table/table-settings";
import { type GrantSettings, grantViolations } from "./grant-rules";
import { policySizeViolations } from "./policy-limits";
import { policySize } from "./policy-size";

/** The settings of a task role that the rules check. */
export interface TaskRoleSettings {
  readonly name: string;
  readonly grants: readonly GrantSettings[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function taskRoleViolations({ name, grants, tags }: TaskRoleSettings): Violation[] {
  const tables = grants.map(({ table }) => identityOf(table.props));
  return [
    ...roleNameViolations(name),
    ...grants.flatMap((grant, position) => [
      ...grantViolations(["grants", position], grant),
      ...violationIf(
        tables.indexOf(identityOf(grant.table.props)) !== position,
        "grant-unique",
        ["grants", position, "table"],
        `the table "${grant.table.props.name}" must be granted once; make it one access, such as "read-write"`,
      ),
    ]),
    ...policySizeViolations("role", ["grants"], policySize(grants)),
    ...tagViolations(tags),
  ];
}

/** Tables of one name are different tables in different accounts or regions. */
function identityOf({ name, reference }: TableSettings): string {
  return JSON.stringify([name, reference?.account, reference?.region]);
}

/** The rule of a role's name. */
export function roleNameViolations(name: string): Violation[] {
  return violationIf(
    isKnown(name) && !/^[\w+=,.@-]{1,64}$/.test(name),
    "role-name",
    ["name"],
    `a role's name must be 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-, got "${name}"`,
  );
}
