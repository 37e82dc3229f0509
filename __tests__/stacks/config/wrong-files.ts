import type { WrongFile } from "./wrong-file";
import { wrongCutovers } from "./wrong-cutovers";
import { wrongWorkers } from "./wrong-workers";
import { wrongRolesAndTopics } from "./wrong-roles-and-topics";

const head = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
`;
/** Six lines that are right; what is added begins on line 7. */
const right = `${head}    partitionKey: postId\n`;

const form: WrongFile[] = [
  {
    when: "a key is misspelt",
    text: `${head}    paritionKey: postId\n`,
    message: [
      "tables.yaml:5:3 posts.partitionKey: is missing; it must be an attribute name, such as userId or createdAt:N",
      'tables.yaml:6:5 posts.paritionKey: unknown key; did you mean "partitionKey"?',
    ],
  },
  {
    when: "a key is misspelt in an environment that is not the one to be built",
    text: `${right}environments:\n  prod:\n    tables:\n      posts:\n        streem: new-image\n`,
    message: ['tables.yaml:11:9 environments.prod.tables.posts.streem: unknown key; did you mean "stream"?'],
  },
  {
    when: "the form of one value and the rules of others are broken",
    text: `${right}    streem: new-image\n    tableClass: cold\n    pointInTimeRecovery: 40\ntaskRoles: { web: { post: read } }\n`,
    message: [
      'tables.yaml:7:5 posts.streem: unknown key; did you mean "stream"?',
      'tables.yaml:8:17 posts.tableClass: must be one of "standard", "standard-infrequent-access", got "cold"',
      "tables.yaml:9:26 posts.pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 40",
      'tables.yaml:10:21 taskRoles.web.post: table "post" not found; did you mean "posts"?',
    ],
  },
  {
    when: "it is not YAML",
    text: `${right}  users: { partitionKey: userId\n`,
    message: [
      "tables.yaml:8:1 not valid YAML: Flow map in block collection must be sufficiently indented and end with a }",
    ],
  },
  {
    when: "a key is there twice",
    text: `${right}    partitionKey: other\n`,
    message: ["tables.yaml:7:5 not valid YAML: Map keys must be unique"],
  },
  {
    when: "it is empty",
    text: "",
    message: ["tables.yaml:1:1 must be a mapping, got null"],
  },
  {
    when: "it has nothing but a table without a key",
    text: "tables: { posts: {} }\n",
    message: [
      "tables.yaml:1:1 service: is missing; expected a string",
      "tables.yaml:1:1 environment: is missing; expected a string",
      "tables.yaml:1:1 regions: is missing; expected a mapping",
      "tables.yaml:1:11 posts.partitionKey: is missing; it must be an attribute name, such as userId or createdAt:N",
    ],
  },
  {
    when: "it has no tables",
    text: "service: forum\nenvironment: dev\nregions: { primary: us-east-1 }\ntables: {}\n",
    message: ["tables.yaml:4:9 tables: must have at least one table, got a mapping with no keys"],
  },
  {
    when: "values are none of those that there are",
    text: `${right}    encryption: aws-ownd\n    tableClass: standard-infrequent\n    stream: newimage\n    pointInTimeRecovery: true\n    billing: ondemand\n    ttl: [a]\n    indexes: { ByUser: { partitionKey: userId:X, projection: some } }\n`,
    message: [
      'tables.yaml:7:17 posts.encryption: must be "aws-owned", "aws-managed", "customer-managed" or a mapping with keyArns, got "aws-ownd"',
      'tables.yaml:8:17 posts.tableClass: must be one of "standard", "standard-infrequent-access", got "standard-infrequent"',
      'tables.yaml:9:13 posts.stream: must be "keys-only", "new-image", "old-image", "new-and-old-images" or false, got "newimage"',
      "tables.yaml:10:26 posts.pointInTimeRecovery: must be a number of days, or false for none, got true",
      'tables.yaml:11:14 posts.billing: must be "on-demand" or a mapping with read and write, got "ondemand"',
      "tables.yaml:12:10 posts.ttl: must be an attribute name, or a mapping with disabled, got a list of 1",
      'tables.yaml:13:40 posts.indexes.ByUser.partitionKey: must be an attribute name, followed by :N or :B if it is not text, got "userId:X"',
      'tables.yaml:13:62 posts.indexes.ByUser.projection: must be "all", "keys-only" or a list of attribute names, got "some"',
    ],
  },
  {
    when: "capacity is given for reading only",
    text: `${right}    billing: { read: 5 }\n`,
    message: [
      "tables.yaml:7:14 posts.billing: must have read and write if it is provisioned, or maxRead and maxWrite alone if it is on-demand, got a mapping with read",
    ],
  },
  {
    when: "capacity has no upper bound",
    text: `${right}    billing: { read: { min: 5 }, write: many }\n`,
    message: [
      "tables.yaml:7:16 posts.billing.read.max: is missing; expected a number",
      'tables.yaml:7:41 posts.billing.write: must be a number of units, or a mapping with min and max, got "many"',
    ],
  },
  {
    when: "there are two backends",
    text: `${right}backend: { cloud: { organization: a }, s3: { bucket: b, region: c } }\n`,
    message: ["tables.yaml:7:10 backend: must have either cloud or s3, got a mapping with cloud, s3"],
  },
  {
    when: "the backend is none that there is",
    text: `${right}backend: gcs\n`,
    message: ['tables.yaml:7:10 backend: must be "local" or a mapping with cloud or s3, got "gcs"'],
  },
  {
    when: "the provider's version and endpoint are words",
    text: `${right}provider: { version: latest, endpoint: nowhere }\n`,
    message: [
      'tables.yaml:7:22 provider.version: must be a version such as 6.25.0, got "latest"',
      'tables.yaml:7:40 provider.endpoint: must be a URL, got "nowhere"',
    ],
  },
  {
    when: "the provider's role and accounts are none",
    text: `${right}provider: { assumeRole: { roleArn: deploy }, allowedAccountIds: [123456789012, prod] }\n`,
    message: [
      'tables.yaml:7:36 provider.assumeRole.roleArn: must be a role\'s ARN, arn:aws:iam::<account>:role/<name>, got "deploy"',
      "tables.yaml:7:66 provider.allowedAccountIds[0]: must be a string, got 123456789012",
      'tables.yaml:7:80 provider.allowedAccountIds[1]: must be an account\'s twelve digits, in quotes, got "prod"',
    ],
  },
  {
    when: "no account may be changed",
    text: `${right}provider: { allowedAccountIds: [] }\n`,
    message: ["tables.yaml:7:32 provider.allowedAccountIds: must be a list of at least 1, got a list of 0"],
  },
  {
    when: "the provider is older than the arguments of strong consistency",
    text: `${right.replace("us-east-1 }", "us-east-1, replicas: [us-east-2, us-west-2] }")}replication: { consistency: strong }\nprovider: { version: 5.100.0 }\n`,
    message: [
      'tables.yaml:8:22 provider.version: must be at least 6.3.0 for replication.consistency (replica.consistency_mode of aws_dynamodb_table), got "5.100.0"',
      'tables.yaml:8:22 provider.version: must be at least 6.9.0 for replication.consistency (replica.deletion_protection_enabled of aws_dynamodb_table), got "5.100.0"',
    ],
  },
  {
    when: "a table's id has a space",
    text: `${right}  my posts: { partitionKey: id }\n`,
    message: ["tables.yaml:7:3 my posts: must start with a letter, followed by A-Z, a-z, 0-9, _ or -"],
  },
];

const meaning: WrongFile[] = [
  {
    when: "the environment that is asked for is misspelt",
    text: `${right}environments: { prod: {}, staging: {} }\n`,
    environment: "prd",
    message: ['tables.yaml:7:1 environments: environment "prd" not found; did you mean "prod"?'],
  },
  {
    when: "there is no environment of the name that is asked for",
    text: `${right}environments: { prod: {}, staging: {} }\n`,
    environment: "qa",
    message: ['tables.yaml:7:1 environments: environment "qa" not found; the file has prod, staging'],
  },
  {
    when: "an environment is asked for and there are none",
    text: right,
    environment: "prod",
    message: ['tables.yaml:1:1 environments: environment "prod" not found; the file has none'],
  },
  {
    when: "a rule is broken in the environment that is built",
    text: `${right}environments:\n  dev:\n    tables:\n      posts:\n        pointInTimeRecovery: 99\n`,
    message: [
      "tables.yaml:11:30 posts.pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 99",
    ],
  },
  {
    when: "a rule is broken in the defaults, which is said once for all tables",
    text: `${right}  users: { partitionKey: userId }\ndefaults:\n  pointInTimeRecovery: 99\n`,
    message: [
      "tables.yaml:9:24 users.pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 99",
    ],
  },
  {
    when: "regions are wrong",
    text: right.replace("us-east-1 }", "us-east-1, replicas: [us-east-1, us-wset-2, eu-west-1, eu-west-1] }"),
    message: [
      `tables.yaml:3:43 regions.replicas[0]: must be another region than the table's own, got "us-east-1" for both`,
      'tables.yaml:3:54 regions.replicas[1]: must be a region of AWS, such as us-east-1, got "us-wset-2"',
      'tables.yaml:3:76 regions.replicas[3]: must be named once, got "eu-west-1" again',
    ],
  },
  {
    when: "an index breaks rules",
    text: `${right}    indexes:\n      By: { partitionKey: postId:N, read: 4 }\n`,
    message: [
      'tables.yaml:8:7 posts.indexes.By: the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "By"',
      'tables.yaml:8:27 posts.indexes.By.partitionKey: attribute "postId" must have one type in all keys, got N here and S in partitionKey',
      "tables.yaml:8:43 posts.indexes.By.read: an index of an on-demand table takes no capacity; remove it, or make the table provisioned",
    ],
  },
  {
    when: "autoscaling breaks rules",
    text: `${right}    billing:\n      read: { min: 20, max: 10, target: 95 }\n      write: { min: 1, max: 9, schedule: [{ cron: daily, min: 1, max: 2 }] }\n`,
    message: [
      "tables.yaml:8:20 posts.billing.read.min: must be at most max (10), got 20",
      "tables.yaml:8:41 posts.billing.read.target: must be 20 to 90 percent, got 95",
      'tables.yaml:9:51 posts.billing.write.schedule[0].cron: must be six fields, such as cron(0 8 * * ? *), got "daily"',
    ],
  },
  {
    when: "regions cannot be strongly consistent",
    text: `${right.replace("us-east-1 }", "us-east-1, replicas: [eu-west-1] }")}    ttl: expiresAt\nreplication: { consistency: strong, witness: us-east-1 }\n`,
    message: [
      'tables.yaml:3:43 regions.replicas[0]: must be one of us-east-1, us-east-2, us-west-2 to be strongly consistent with us-east-1, got "eu-west-1"',
      "tables.yaml:7:10 posts.ttl: the items of a strongly consistent table cannot expire; remove it, or make the consistency eventual",
      'tables.yaml:8:46 replication.witness: must be a region without a copy of the table, got "us-east-1"',
    ],
  },
  {
    when: "two tables have one name",
    text: `${right}  users: { partitionKey: userId, name: forum-dev-posts }\n`,
    message: [
      'tables.yaml:7:40 users.name: must be another name than that of posts, got "forum-dev-posts" for both',
    ],
  },
  {
    when: "keys are given for the wrong regions",
    text: `${right}    encryption: { keyArns: { us-west-2: "arn:aws:kms:us-west-2:123456789012:key/1" } }\n`,
    message: [
      "tables.yaml:7:28 posts.encryption.keyArns: must name a key in every region, got none in us-east-1",
      "tables.yaml:7:30 posts.encryption.keyArns.us-west-2: must be one of the regions us-east-1",
    ],
  },
  {
    when: "a key lies in another region than it is given for",
    text: `${right}    encryption: { keyArns: { us-east-1: "arn:aws:kms:us-west-2:123456789012:key/1" } }\n`,
    message: [
      "tables.yaml:7:41 posts.encryption.keyArns.us-east-1: must be a key in us-east-1, got one in us-west-2",
    ],
  },
  {
    when: "a role is granted a table that is not there",
    text: `${right}taskRoles: { web: { post: read, users: read } }\n`,
    message: [
      'tables.yaml:7:21 taskRoles.web.post: table "post" not found; did you mean "posts"?',
      'tables.yaml:7:33 taskRoles.web.users: table "users" not found; the file has posts',
    ],
  },
  {
    when: "a role is granted a stream that is not there",
    text: `${right}taskRoles: { web: { posts: stream } }\n`,
    message: [
      'tables.yaml:7:28 taskRoles.web.posts: the table "forum-dev-posts" must have a stream to be followed; turn it on, or grant "read"',
    ],
  },
  {
    when: "a role is granted what there is not on the table",
    text: `${right}taskRoles:\n  web: { posts: { actions: [GetItems, Scan], leadingKeys: [a], indexes: [ByUser], regions: [eu-west-1] } }\n`,
    message: [
      "tables.yaml:8:28 taskRoles.web.posts.actions: a scan or a stream cannot be limited to leading keys; query, or drop the keys",
      'tables.yaml:8:29 taskRoles.web.posts.actions[0]: must be an action on a table, its indexes or its stream, such as GetItem, got "GetItems"',
      'tables.yaml:8:74 taskRoles.web.posts.indexes[0]: must be an index of the table, which has none, got "ByUser"',
      'tables.yaml:8:93 taskRoles.web.posts.regions[0]: must be a region of the table, which is in us-east-1, got "eu-west-1"',
    ],
  },
  {
    when: "a role's name becomes too long",
    text: `${right}taskRoles: { a-service-whose-name-says-everything-that-it-was-ever-for: { posts: read } }\n`,
    message: [
      `tables.yaml:7:14 taskRoles.a-service-whose-name-says-everything-that-it-was-ever-for: a role's name must be 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-, got "forum-dev-a-service-whose-name-says-everything-that-it-was-ever-for"`,
    ],
  },
  {
    when: "a tag is AWS's own",
    text: `${right}tags: { "aws:team": forum }\n`,
    message: [
      'tables.yaml:7:9 tags.aws:team: a tag key must have 1 to 128 characters and must not start with aws:, got "aws:team"',
    ],
  },
];

export const wrongFiles: readonly WrongFile[] = [
  ...form,
  ...meaning,
  ...wrongRolesAndTopics,
  ...wrongCutovers,
  ...wrongWorkers,
];
