import type { WrongFile } from "./wrong-file";

/** Seven lines that are right; what is added begins on line 8. */
const right = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
    partitionKey: postId
taskRoles: { web: { posts: read } }
`;
const replicated = right.replace("us-east-1 }", "us-east-1, replicas: [us-west-2] }");

/** Files whose cutover is wrong. */
export const wrongCutovers: readonly WrongFile[] = [
  {
    when: "a cutover names a task role that there is not, and one twice",
    text: `${right}cutover: { taskRoles: [wep, web, web] }\n`,
    message: [
      'tables.yaml:8:24 cutover.taskRoles[0]: task role "wep" not found; did you mean "web"?',
      'tables.yaml:8:34 cutover.taskRoles[2]: must be named once, got "web" again',
    ],
  },
  {
    when: "a cutover of replicated tables does not say in which region is written",
    text: `${replicated}cutover: {}\n`,
    message: [
      "tables.yaml:8:1 cutover: must name the region in which all services write during the cutover, region: us-east-1, since the tables have eventually consistent replicas",
    ],
  },
  {
    when: "a cutover writes in the region of a replica",
    text: `${replicated}cutover: { region: us-west-2 }\n`,
    message: ['tables.yaml:8:20 cutover.region: must be the primary region us-east-1, got "us-west-2"'],
  },
  {
    when: "an alarm of a cutover breaks a rule",
    text: `${right}cutover: { alarms: { ledgerAge: { periodSeconds: 45 } } }\n`,
    message: [
      "tables.yaml:8:50 cutover.alarms.ledgerAge.periodSeconds: must be 10, 20, 30 or a multiple of 60 seconds, got 45",
    ],
  },
  {
    when: "the alarms of a cutover are neither settings nor off",
    text: `${right}cutover: { alarms: true }\n`,
    message: ["tables.yaml:8:20 cutover.alarms: must be a mapping of alarms, or false for none, got true"],
  },
  {
    when: "a table has the name of the ledger",
    text: `${right.replace("postId", "postId\n    name: forum-dev-cutover-ledger")}cutover: {}\n`,
    message: [
      'tables.yaml:7:11 posts.name: must be another name than that of the cutover\'s table, got "forum-dev-cutover-ledger"',
    ],
  },
  {
    when: "a table has the variable of the control table",
    text: `${right.replace("  posts:", "  cutoverControl: { partitionKey: id }\n  posts:").replace("{ posts: read", "{ cutoverControl: read")}cutover: { taskRoles: [web] }\n`,
    message: [
      "tables.yaml:8:21 taskRoles.web.cutoverControl: must be another id: the variable CUTOVER_CONTROL_TABLE is that of the cutover's table",
    ],
  },
];
