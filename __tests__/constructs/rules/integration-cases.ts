import { Attribute } from "../../../constructs";
import { inIndex, inReplica, inTable } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const source = { bucket: "exports", format: "dynamodb-json" } as const;
const inImport = (props: Parameters<typeof inTable>[0]) =>
  inTable({ importFrom: source, deletionProtection: false, ...props });
const withoutIt =
  "a table that is imported from S3 is made without it; add it once the import is applied and removed";

export const integrationCases: RuleCase[] = [
  {
    rule: "warm-throughput",
    when: "a table is to take fewer reads than any table does",
    violations: inTable({ warmThroughput: { read: 11_999 } }),
    path: "warmThroughput.read",
    message: "must be a whole number of at least 12000, got 11999",
  },
  {
    rule: "warm-throughput",
    when: "an index is to take fewer writes than any index does",
    violations: inIndex({ warmThroughput: { write: 3_999 } }),
    path: "indexes.ByUser.warmThroughput.write",
    message: "must be a whole number of at least 4000, got 3999",
  },
  {
    rule: "kinesis-stream",
    when: "the stream is a name",
    violations: inTable({ kinesis: { streamArn: "posts" } }),
    path: "kinesis.streamArn",
    message:
      'must be the ARN of a Kinesis data stream (arn:aws:kinesis:<region>:<account>:stream/<name>), got "posts"',
  },
  {
    rule: "kinesis-stream",
    when: "a replica's stream lies in another region",
    violations: inTable({
      kinesis: {
        streamArn: "arn:aws:kinesis:us-east-1:123456789012:stream/posts",
        replicaStreamArns: { "us-west-2": "arn:aws:kinesis:us-east-1:123456789012:stream/posts" },
      },
    }),
    path: "kinesis.replicaStreamArns.us-west-2",
    message: "must be a data stream in us-west-2, got one in us-east-1",
  },
  {
    rule: "resource-policy",
    when: "everybody is let in",
    violations: inTable({ resourcePolicy: [{ principals: ["*"], access: "read" }] }),
    path: "resourcePolicy.0.principals.0",
    message: 'must be the ARN of a role, a user or an account, got "*"',
  },
  {
    rule: "resource-policy",
    when: "a whole account may delete the table",
    violations: inTable({
      resourcePolicy: [
        { principals: ["arn:aws:iam::210987654321:root"], access: ["GetItem", "dynamodb:DeleteTable"] },
      ],
    }),
    path: "resourcePolicy.0.access",
    message:
      "a whole account must not change or delete the table itself (DeleteTable); name a role, or set mayAdminister",
  },
  {
    rule: "grant-action",
    when: "a resource policy has an action that there is not",
    violations: inTable({
      resourcePolicy: [{ principals: ["arn:aws:iam::210987654321:root"], access: ["Get"] }],
    }),
    path: "resourcePolicy.0.access.0",
    message: 'must be an action on a table, its indexes or its stream, such as GetItem, got "Get"',
  },
  {
    rule: "resource-policy",
    when: "nobody is let in",
    violations: inTable({ resourcePolicy: [{ principals: [], access: "read" }] }),
    path: "resourcePolicy.0.principals",
    message: "must name at least one role, user or account, got none",
  },
  {
    rule: "resource-policy",
    when: "a replica's policy covers its stream",
    violations: inReplica({
      resourcePolicy: [{ principals: ["arn:aws:iam::123456789012:root"], access: "stream" }],
    }),
    path: "resourcePolicy.0.access",
    message: "a table's policy does not cover its stream; grant the stream to a role of the account",
  },
  {
    rule: "import-unsent",
    when: "an imported table has a local index",
    violations: inImport({
      sortKey: Attribute.string("at"),
      localIndexes: { ByUser: { sortKey: Attribute.string("userId") } },
    }),
    path: "localIndexes",
    message: withoutIt,
  },
  {
    rule: "import-unsent",
    when: "an imported table has a stream",
    violations: inImport({ stream: "new-image" }),
    path: "stream",
    message: withoutIt,
  },
  {
    rule: "import-unsent",
    when: "an imported table has replicas",
    violations: inImport({ replicaRegions: ["us-west-2"] }),
    path: "replicaRegions",
    message: withoutIt,
  },
  {
    rule: "import-unsent",
    when: "an imported table is of another class",
    violations: inImport({ tableClass: "standard-infrequent-access" }),
    path: "tableClass",
    message: withoutIt,
  },
  {
    rule: "import-unsent",
    when: "an imported table has tags",
    violations: inImport({ tags: { Team: "forum" } }),
    path: "tags",
    message: withoutIt,
  },
  {
    rule: "import-unsent",
    when: "an imported table is protected",
    violations: inTable({ importFrom: source }),
    path: "deletionProtection",
    message:
      "must be false until the import is applied, since the table is made without it; preventDestroy may be true",
  },
  {
    rule: "import-adopted",
    when: "a table that is there is imported from S3",
    violations: inImport({ adopt: true }),
    path: "adopt",
    message: "a table that is there cannot be imported from S3; remove adopt, or importFrom",
  },
  {
    rule: "import-csv",
    when: "items of DynamoDB have a delimiter",
    violations: inImport({ importFrom: { ...source, csvDelimiter: ";" } }),
    path: "importFrom",
    message: "a delimiter and headers belong to the format csv, got dynamodb-json",
  },
  {
    rule: "import-csv",
    when: "the delimiter is a hash",
    violations: inImport({ importFrom: { ...source, format: "csv", csvDelimiter: "#" } }),
    path: "importFrom.csvDelimiter",
    message: 'must be a comma, a tab, a colon, a semicolon, a pipe or a space, got "#"',
  },
  {
    rule: "moved-address",
    when: "it is the address of something else",
    violations: inTable({ movedFrom: "module.posts" }),
    path: "movedFrom",
    message:
      'must be the address of a table in the same state, such as module.posts.aws_dynamodb_table.this[0], got "module.posts"',
  },
];
