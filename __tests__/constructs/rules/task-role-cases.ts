import { table, inRole } from "./broken-settings";
import type { RuleCase } from "./rule-case";

export const roleCases: RuleCase[] = [
  {
    rule: "role-name",
    when: "the name has 65 characters",
    violations: inRole({ name: "r".repeat(65) }),
    path: "name",
    message: `a role's name must be 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-, got "${"r".repeat(65)}"`,
  },
  {
    rule: "role-policy-size",
    when: "150 tables are granted",
    violations: inRole({
      grants: Array.from({ length: 150 }, (_, position) => ({
        table: { props: { ...table, name: `forum-prod-table-${100 + position}` } },
        access: "read-write",
      })),
    }),
    path: "grants",
    message:
      "the role's inline policies must have at most 10240 characters together, got about 10651; grant the tables to several roles, or shorten their names",
  },
  {
    rule: "grant-stream",
    when: "the table has no stream",
    violations: inRole({ grants: [{ table: { props: table }, access: "stream" }] }),
    path: "grants.0.access",
    message: 'the table "Posts" must have a stream to be followed; turn it on, or grant "read"',
  },
  {
    rule: "grant-unique",
    when: "a table is granted twice",
    violations: inRole({
      grants: [
        { table: { props: table }, access: "read" },
        { table: { props: table }, access: "write" },
      ],
    }),
    path: "grants.1.table",
    message: 'the table "Posts" must be granted once; make it one access, such as "read-write"',
  },
];
