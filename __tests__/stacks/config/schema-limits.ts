/** Values at a limit of tables.yaml: the first is accepted, the others are refused by the loader and by the JSON Schema. */
export interface SchemaLimit {
  /** The setting, with its value as `?`. */
  readonly setting: string;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

const key = (service: string, resource: string) => `"arn:aws:${service}:us-east-1:123456789012:${resource}"`;
const distinct = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(", ");

const indexes = (count: number) => `{ ${distinct(count, (n) => `Index${n}: { partitionKey: a }`)} }`;
const localIndexes = (count: number) => `{ ${distinct(count, (n) => `Index${n}: { sortKey: a }`)} }`;
const tags = (count: number) => `{ ${distinct(count, (n) => `tag${n}: a`)} }`;
const crons = {
  accepted: ["cron(0 3 * * ? *)", "cron(0/15 8-18 ? JAN,jul MON-FRI 2026)", "cron(0 0 L * ? *)"],
  refused: ["daily", "cron(0 3 * * *)", "cron(60 3 * * ? *)", "cron(0 24 * * ? *)", "cron(0 3 * * * *)"],
};
const words = (texts: readonly string[]) => texts.map((text) => JSON.stringify(text));
const cron = { accepted: words(crons.accepted), refused: words(crons.refused) };
const emails = { accepted: ["[a@example.com]"], refused: ["[ops]", "[a@example.com, a@example.com]"] };
const wholeFrom = (minimum: number) => ({
  accepted: [String(minimum)],
  refused: [String(minimum - 1), `${minimum}.5`],
});

/** Settings of the table `posts`, whose sort key is `createdAt`. */
export const tableLimits: readonly SchemaLimit[] = [
  { setting: "name: ?", accepted: ["abc", "a".repeat(255)], refused: ["ab", "a".repeat(256), '"a b"'] },
  { setting: "ttl: ?", accepted: ["a", "a".repeat(255)], refused: ['""', "a".repeat(256)] },
  { setting: "pointInTimeRecovery: ?", accepted: ["1", "35", "false"], refused: ["0", "36", "1.5", "true"] },
  { setting: "billing: { read: ?, write: 5 }", ...wholeFrom(1) },
  {
    setting: "billing: ?",
    accepted: ["{ read: 1, write: 1 }", "{ maxRead: 1 }"],
    refused: ["{ read: 1 }", "{ read: 1, write: 1, maxRead: 1 }", "{}"],
  },
  { setting: "billing: { maxRead: ? }", accepted: ["-1", "1"], refused: ["-2", "0", "1.5"] },
  { setting: "billing: { read: { min: ?, max: 9 }, write: 5 }", ...wholeFrom(1) },
  {
    setting: "billing: { read: { min: 1, max: 9, target: ? }, write: 5 }",
    accepted: ["20", "90"],
    refused: ["19", "91"],
  },
  { setting: "billing: { read: { min: 1, max: 9, scaleInCooldownSeconds: ? }, write: 5 }", ...wholeFrom(0) },
  {
    setting: "billing: { read: { min: 1, max: 9, schedule: [{ cron: ?, min: 1, max: 2 }] }, write: 5 }",
    ...cron,
  },
  { setting: "warmThroughput: { read: ? }", ...wholeFrom(12_000) },
  { setting: "warmThroughput: { write: ? }", ...wholeFrom(4_000) },
  {
    setting: "indexes: ?",
    accepted: [indexes(20)],
    refused: [indexes(21), "{ By: { partitionKey: a } }", "{ ByUser: {} }"],
  },
  {
    setting: "indexes: { ByUser: { partitionKey: ? } }",
    accepted: ["a", "a:N", "{ name: a, type: B }", "[a]"],
    refused: ["a:X", '""', '{ name: "", type: S }', "a".repeat(258), "[]", "[a, b:X]"],
  },
  {
    setting: "indexes: { ByUser: { partitionKey: a, projection: ? } }",
    accepted: ["[b]", "all"],
    refused: ["[]", "[b, b]"],
  },
  { setting: "localIndexes: ?", accepted: [localIndexes(5)], refused: [localIndexes(6)] },
  {
    setting: "tags: ?",
    accepted: [tags(50), `{ a: ${"b".repeat(256)} }`, `{ ${"k".repeat(128)}: b }`],
    refused: [
      tags(51),
      `{ a: ${"b".repeat(257)} }`,
      `{ ${"k".repeat(129)}: b }`,
      '{ "aws:team": b }',
      '{ "": b }',
    ],
  },
  {
    setting: "encryption: { keyArns: ? }",
    accepted: [`{ us-east-1: ${key("kms", "key/1")} }`],
    refused: ["{}", "{ us-east-1: alias/a }", `{ us-wset-2: ${key("kms", "key/1")} }`],
  },
  {
    setting: "kinesis: { streamArns: ? }",
    accepted: [`{ us-east-1: ${key("kinesis", "stream/a")} }`],
    refused: ["{}", "{ us-east-1: a }"],
  },
  {
    setting: "movedFrom: ?",
    accepted: ["aws_dynamodb_table.a", '"module.a[0].aws_dynamodb_table.b"'],
    refused: ["module.a", "aws_s3_bucket.a"],
  },
  {
    setting: "resourcePolicy: [{ principals: ?, actions: read }]",
    accepted: ['["arn:aws:iam::123456789012:root"]'],
    refused: ["[]", '["*"]'],
  },
  {
    setting: 'resourcePolicy: [{ principals: ["arn:aws:iam::123456789012:role/a"], actions: ? }]',
    accepted: ["[GetItem]", '["dynamodb:GetItem"]'],
    refused: ["[]", "[GetItems]"],
  },
  {
    setting: "deletionProtection: false, importFrom: { bucket: a, ? }",
    accepted: ["format: csv, csvDelimiter: ';'", "format: ion"],
    refused: [
      "format: ion, csvDelimiter: ';'",
      "format: csv, csvDelimiter: x",
      "format: ion, csvHeaders: [a]",
    ],
  },
  {
    setting: "deletionProtection: false, restoreFrom: { table: Old, at: ? }",
    accepted: ["latest", "2026-01-31T10:00:00Z"],
    refused: ["newest", "2026-01-31", "2026-01-31T10:00:00+01:00", "2026-01-31T10:00:00.000Z"],
  },
  {
    setting: "deletionProtection: false, restoreFrom: { ? }",
    accepted: ["table: Old"],
    refused: ["at: latest", "table: Old, backupType: all", "backupArn: Old", "newestBackupOf: a"],
  },
  { setting: "indexResources: ?", accepted: ["false"], refused: ["import", "1"] },
];

/** Settings of the file with that table. */
export const fileLimits: readonly SchemaLimit[] = [
  { setting: "regions: { primary: ? }", accepted: ["us-east-1"], refused: ["us-wset-1"] },
  {
    setting: "regions: { primary: us-east-1, replicas: ? }",
    accepted: ["[us-west-2]"],
    refused: ["[us-wset-2]", "[us-west-2, us-west-2]"],
  },
  {
    setting:
      "environments: { dev: { provider: { version: 6.29.0 }, tables: { posts: { indexes: { ByUser: { partitionKey: a, sortKey: ? } } } } } }",
    accepted: ["[b, c:N, d:B, { name: e, type: S }]"],
    refused: ["[b, c, d, e, f]", "[b, {}]"],
  },
  { setting: "replication: { witness: ? }", accepted: [], refused: ["us-wset-2"] },
  {
    setting: "backend: ?",
    accepted: ["local", "{ cloud: { organization: a } }"],
    refused: ["{}", "{ cloud: { organization: a }, s3: { bucket: b, region: us-east-1 } }"],
  },
  { setting: "provider: { endpoint: ? }", accepted: ["http://127.0.0.1:5555"], refused: ["nowhere"] },
  { setting: "tags: ?", accepted: [tags(50)], refused: [tags(51), '{ "AWS:team": b }'] },
  {
    setting: "taskRoles: { web: { posts: ? } }",
    accepted: ["read", "{ actions: [GetItem] }"],
    refused: [
      "reed",
      "{ actions: [GetItems] }",
      "{ actions: [] }",
      "{ actions: read, leadingKeys: [] }",
      "{ actions: read, vpcEndpointId: vpc-1 }",
    ],
  },
  {
    setting: "migrationRole: { assumedBy: ? }",
    accepted: ['["arn:aws:iam::123456789012:role/a"]'],
    refused: ["[]", '["*"]', '["arn:aws:iam::123456789012:root"]'],
  },
  {
    setting: "tablePrefixPolicies: { a: ? }",
    accepted: ["{ prefix: a, user: b }"],
    refused: ["{ prefix: a }", "{ prefix: a, user: b, role: c }", '{ prefix: "", user: b }'],
  },
  { setting: "backup: { schedule: ? }", ...cron },
  { setting: "backup: { retentionDays: ? }", ...wholeFrom(1) },
  { setting: "backup: { copyTo: ? }", accepted: ["us-west-2"], refused: ["us-wset-2"] },
  { setting: "backup: { lock: { minDays: ? } }", accepted: ["1"], refused: ["0", "36501"] },
  { setting: "backup: { lock: { graceDays: ? } }", accepted: ["3", "36500"], refused: ["2", "36501"] },
  { setting: "cutover: { region: ? }", accepted: ["us-east-1"], refused: ["us-wset-1"] },
  { setting: "cutover: { alarms: { ledgerAge: { evaluationPeriods: ? } } }", ...wholeFrom(1) },
  { setting: "alarms: { emails: ? }", ...emails },
  { setting: "alarms: { latency: { periodSeconds: ? } }", accepted: ["10", "60"], refused: ["0", "45"] },
  { setting: "alarms: { latency: { datapointsToAlarm: ? } }", ...wholeFrom(1) },
  { setting: "alarms: { latency: { evaluationPeriods: ? } }", ...wholeFrom(1) },
  { setting: "budget: { monthlyUsd: ?, emails: [a@example.com] }", accepted: ["0.01"], refused: ["0"] },
  {
    setting: "budget: { monthlyUsd: 1, emails: ? }",
    accepted: [...emails.accepted, `[${distinct(10, (n) => `a${n}@example.com`)}]`],
    refused: [...emails.refused, "[]", `[${distinct(11, (n) => `a${n}@example.com`)}]`],
  },
  { setting: "network: { vpcId: ?, routeTableIds: [rtb-0abc] }", accepted: ["vpc-0abc"], refused: ["main"] },
  {
    setting: "network: { vpcId: vpc-0abc, routeTableIds: ? }",
    accepted: ["[rtb-0abc]"],
    refused: ["[]", "[subnet-0abc]", "[rtb-0abc, rtb-0abc]"],
  },
  ...[
    { setting: "image: ?, subnetIds: [subnet-0abc]", accepted: ["ghcr.io/acme/forum:1"], refused: ["forum"] },
    {
      setting: "image: forum:1, subnetIds: ?",
      accepted: ["[subnet-0abc]", `[${distinct(16, (n) => `subnet-${n}`)}]`],
      refused: ["[]", "[vpc-0abc]", "[subnet-0abc, subnet-0abc]", `[${distinct(17, (n) => `subnet-${n}`)}]`],
    },
    ...[
      { setting: "maxWorkers: ?", accepted: ["2", "10000"], refused: ["1", "10001", "2.5"] },
      { setting: "memoryMib: 512, vcpu: ?", accepted: ["0.25"], refused: ["0.3", "32"] },
      { setting: "memoryMib: ?", accepted: ["2048"], refused: ["511", "122881"] },
      { setting: "ephemeralStorageGib: ?", accepted: ["21", "200"], refused: ["20", "201"] },
      { setting: "timeoutSeconds: ?", ...wholeFrom(60) },
      { setting: "logRetentionDays: ?", accepted: ["1", "3653"], refused: ["2", "3654"] },
      { setting: "environment: { STAGE: ? }", accepted: ["prod"], refused: ['""'] },
      {
        setting: "environment: ?",
        accepted: ["{ STAGE: a }"],
        refused: ["{ 1STAGE: a }", "{ AWS_BATCH_A: a }"],
      },
      {
        setting: "secrets: { A: ? }",
        accepted: [key("secretsmanager", "secret:a-AbCdEf")],
        refused: ["s3cret"],
      },
      { setting: "secretKeyArns: [?]", accepted: [key("kms", "key/1")], refused: ["alias/shop"] },
      { setting: "bucket: { name: ? }", accepted: ["abc"], refused: ["ab", "Runs"] },
      {
        setting: "bucket: { name: abc, keyArn: ? }",
        accepted: [key("kms", "key/1")],
        refused: ["alias/runs"],
      },
      { setting: "prefix: ?", accepted: ["a", "a".repeat(200)], refused: ['""', "a".repeat(201)] },
      { setting: "securityGroupIds: ?", accepted: ["[sg-0abc]"], refused: ["[]", "[sg-0abc, sg-0abc]"] },
      { setting: "endpoints: { routeTableIds: ? }", accepted: ["[rtb-0abc]"], refused: ["[]", "[vpc-0abc]"] },
      {
        setting: "serviceRoleArn: ?",
        accepted: ['"arn:aws:iam::123456789012:role/batch"'],
        refused: ["batch"],
      },
    ].map((limit) => ({ ...limit, setting: `image: forum:1, subnetIds: [subnet-0abc], ${limit.setting}` })),
  ].map((limit) => ({ ...limit, setting: `migrationWorkers: { vpcId: vpc-0abc, ${limit.setting} }` })),
  { setting: "trail: { bucket: ? }", accepted: ["abc"], refused: ["ab", "Audit"] },
  { setting: "trail: { bucket: abc, keyArn: ? }", accepted: [key("kms", "key/1")], refused: ["alias/audit"] },
];
