import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { streamOf } from "../table/table-resource";
import type { TableAccess } from "./table-access";

/** What the rules look at of a task role. */
export interface TaskRoleSettings {
  readonly name: string;
  readonly grants: readonly {
    readonly table: { readonly props: DynamoTableProps };
    readonly access: TableAccess;
  }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function taskRoleViolations({ name, grants, tags }: TaskRoleSettings): Violation[] {
  const names = grants.map(({ table }) => table.props.name);
  return [
    ...violationIf(
      isKnown(name) && !/^[\w+=,.@-]{1,64}$/.test(name),
      "role-name",
      ["name"],
      `a role's name must be 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-, got "${name}"`,
    ),
    ...grants.flatMap(({ table, access }, position) => [
      ...violationIf(
        access === "stream" && streamOf(table.props) === false,
        "grant-stream",
        ["grants", position, "access"],
        `the table "${table.props.name}" must have a stream to be followed; turn it on, or grant "read"`,
      ),
      ...violationIf(
        names.indexOf(table.props.name) !== position,
        "grant-unique",
        ["grants", position, "table"],
        `the table "${table.props.name}" must be granted once; make it one access, such as "read-write"`,
      ),
    ]),
    ...tagViolations(tags),
  ];
}
