import type { WrongFile } from "./wrong-file";

/** Six lines that are right; what is added begins on line 7. */
const right = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
    partitionKey: postId
`;

const replicated = right.replace("us-east-1", "us-east-1, replicas: [us-west-2]");

/** What is wrong with what tables have besides their items, and with who else may use them. */
export const wrongIntegrations: readonly WrongFile[] = [
  {
    when: "data streams are given for the wrong regions",
    text: `${right}    kinesis: { streamArns: { us-west-2: "arn:aws:kinesis:us-west-2:123456789012:stream/posts" } }\n`,
    message: [
      "tables.yaml:7:28 posts.kinesis.streamArns: must name a data stream in us-east-1, got none",
      "tables.yaml:7:30 posts.kinesis.streamArns.us-west-2: must be one of the regions us-east-1",
    ],
  },
  {
    when: "a data stream is a name",
    text: `${right}    kinesis: { streamArns: { us-east-1: posts } }\n`,
    message: [
      'tables.yaml:7:41 posts.kinesis.streamArns.us-east-1: must be the ARN of a Kinesis data stream (arn:aws:kinesis:<region>:<account>:stream/<name>), got "posts"',
    ],
  },
  {
    when: "an imported table has what it is made without",
    text: `${right}    stream: new-image\n    importFrom: { bucket: exports, format: ion, csvDelimiter: ";" }\ntags: { Team: forum }\n`,
    message: [
      "tables.yaml:5:3 posts.deletionProtection: must be false until the import is applied, since the table is made without it; preventDestroy may be true",
      "tables.yaml:7:13 posts.stream: a table that is imported from S3 is made without it; add it once the import is applied and removed",
      "tables.yaml:8:5 posts.importFrom: a table that is imported from S3 is created without tags; add those of the file after the import was applied and removed",
      "tables.yaml:8:17 posts.importFrom: a delimiter and headers belong to the format csv, got ion",
    ],
  },
  {
    when: "a restored table has what it is restored without",
    text: `${right}    stream: new-image\n    restoreFrom: { table: forum-dev-posts, at: now }\ntags: { Team: forum }\n`,
    message: [
      "tables.yaml:5:3 posts.deletionProtection: must be false until the restore is applied, since the table is created without it; preventDestroy may be true",
      "tables.yaml:7:13 posts.stream: a table is restored without it; add it and remove restoreFrom after the restore was applied",
      "tables.yaml:8:5 posts.restoreFrom: a table is restored without tags; add those of the file and remove restoreFrom after the restore was applied",
      'tables.yaml:8:27 posts.restoreFrom.table: must be another table: AWS restores to a new table, got "forum-dev-posts"; give the new table another name',
      'tables.yaml:8:48 posts.restoreFrom.at: must be latest or a UTC time such as 2026-11-26T10:00:00Z, got "now"',
    ],
  },
  {
    when: "a table's policy lets everybody in",
    text: `${right}    resourcePolicy: [{ principals: ["*"], actions: read }]\n`,
    message: [
      'tables.yaml:7:37 posts.resourcePolicy[0].principals[0]: must be the ARN of a role, a user or an account, got "*"',
    ],
  },
  {
    when: "a table's policy lets an account delete the table, or has an unknown action",
    text: `${right}    resourcePolicy:\n      - { principals: ["arn:aws:iam::123456789012:root"], actions: [DeleteTable] }\n      - { principals: ["arn:aws:iam::123456789012:role/a"], actions: [GetItems] }\n`,
    message: [
      "tables.yaml:8:68 posts.resourcePolicy[0].actions: a whole account must not change or delete the table itself (DeleteTable); name a role, or set mayAdminister",
      'tables.yaml:9:71 posts.resourcePolicy[1].actions[0]: must be an action on a table, its indexes or its stream, such as GetItem, got "GetItems"',
    ],
  },
  {
    when: "anybody may run migrations",
    text: `${right}migrationRole: { assumedBy: ["*"] }\n`,
    message: ['tables.yaml:7:30 migrationRole.assumedBy[0]: must be the ARN of a role or user, got "*"'],
  },
  {
    when: "a migration follows a table that is not in the file",
    text: `${right}migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/a"], follow: [post] }\n`,
    message: ['tables.yaml:7:76 migrationRole.follow[0]: table "post" not found; did you mean "posts"?'],
  },
  {
    when: "a migration follows a table without a stream",
    text: `${right}migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/a"], follow: [posts] }\n`,
    message: [
      'tables.yaml:7:76 migrationRole.follow[0]: the table "forum-dev-posts" must have a stream to be followed; set its `stream` to "keys-only" or more',
    ],
  },
  {
    when: "a program may make tables of every name",
    text: `${right}tablePrefixPolicies: { nexus: { prefix: "", user: nexus } }\n`,
    message: [
      'tables.yaml:7:41 tablePrefixPolicies.nexus.prefix: must be 1 to 254 characters of A-Z, a-z, 0-9, _, . and -, got ""',
    ],
  },
  {
    when: "a user's policies are longer together than IAM takes",
    text:
      `${right}tablePrefixPolicies:\n` +
      ["a", "b", "c"].map((prefix) => `  ${prefix}: { prefix: Nexus${prefix}, user: nexus }\n`).join(""),
    message: [
      "tables.yaml:10:16 tablePrefixPolicies.c.prefix: the user's inline policies must have at most 2048 characters together, got about 2052; grant the tables to groups that the user is in, or to a role",
    ],
  },
  {
    when: "nobody gets a prefix",
    text: `${right}tablePrefixPolicies: { nexus: { prefix: Nexus } }\n`,
    message: [
      "tables.yaml:7:31 tablePrefixPolicies.nexus: must have one of user, group and role, got a mapping with prefix",
    ],
  },
  {
    when: "a table is moved from a module",
    text: `${right}    movedFrom: module.posts\n`,
    message: [
      'tables.yaml:7:16 posts.movedFrom: must be the address of a table in the same state, such as module.posts.aws_dynamodb_table.this[0], got "module.posts"',
    ],
  },
  {
    when: "a replica's settings are in a region that is misspelt, or are themselves",
    text: `${replicated}    replicas: { us-wset-2: { insights: true }, us-west-2: { tabelClass: standard } }\n`,
    message: [
      'tables.yaml:7:17 posts.replicas.us-wset-2: must be a region with replicas; did you mean "us-west-2"?',
      'tables.yaml:7:61 posts.replicas.us-west-2.tabelClass: unknown key; did you mean "tableClass"?',
    ],
  },
  {
    when: "a replica's settings break rules",
    text: `${replicated}    replicas: { us-west-2: { read: { min: 5, max: 4 } } }\n`,
    message: [
      "tables.yaml:7:36 posts.replicas.us-west-2.read: a replica of an on-demand table takes no capacity; remove it, or make the table provisioned",
      "tables.yaml:7:43 posts.replicas.us-west-2.read.min: must be at most max (4), got 5",
    ],
  },
  {
    when: "a replica of a strongly consistent table has settings of its own",
    text: `service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-east-2, us-west-2] }
replication: { consistency: strong }
tables:
  posts: { partitionKey: postId, replicas: { us-east-2: { insights: true } } }
`,
    message: [
      "tables.yaml:6:46 posts.replicas.us-east-2: a replica of a strongly consistent table has the settings of its table; remove these",
    ],
  },
];
