import {
  Attribute,
  Billing,
  Capacity,
  type DynamoTableProps,
  Encryption,
  encryptionKeyViolations,
  type GlobalIndex,
  replicaRegionViolations,
  replicaViolations,
  type RuleId,
  regionViolations,
  tableViolations,
  type TableReplicaProps,
  type TaskRoleSettings,
  taskRoleViolations,
  type Violation,
} from "../../../constructs";

/** Settings that break one rule, and how it says so. */
export interface RuleCase {
  readonly rule: RuleId;
  readonly when: string;
  readonly violations: readonly Violation[];
  readonly path: string;
  readonly message: string;
}

const key = Attribute.string("id");
const table: DynamoTableProps = { name: "Posts", partitionKey: key };
const usEast = "arn:aws:kms:us-east-1:123456789012:key/1";
const provisioned = Billing.provisioned({ read: Capacity.fixed(1), write: Capacity.fixed(1) });
const replicated: DynamoTableProps = { ...table, replicaRegions: ["us-west-2"] };

const inTable = (props: Partial<DynamoTableProps>) => tableViolations({ ...table, ...props });
const inIndex = (index: Partial<GlobalIndex>, props: Partial<DynamoTableProps> = {}) =>
  inTable({ ...props, indexes: { ByUser: { partitionKey: Attribute.string("userId"), ...index } } });
const inReplica = (props: Partial<TableReplicaProps>) =>
  replicaViolations({ table: replicated, primaryRegion: "us-east-1", region: "us-west-2", ...props });
const inRole = (props: Partial<TaskRoleSettings>) =>
  taskRoleViolations({ name: "web", grants: [], ...props });
const numbered = <Value>(count: number, value: Value): Record<string, Value> =>
  Object.fromEntries(Array.from({ length: count }, (_, position) => [`Index${position}`, value]));

const tableCases: RuleCase[] = [
  {
    rule: "table-name",
    when: "the name has a space",
    violations: inTable({ name: "my posts" }),
    path: "name",
    message: 'the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "my posts"',
  },
  {
    rule: "attribute-name",
    when: "a key attribute has no name",
    violations: inTable({ sortKey: Attribute.string("") }),
    path: "sortKey",
    message: "an attribute name must have 1 to 255 characters, got 0",
  },
  {
    rule: "attribute-type",
    when: "an attribute is text in one key and a number in another",
    violations: inIndex({ partitionKey: Attribute.number("id") }),
    path: "indexes.ByUser.partitionKey",
    message: 'attribute "id" must have one type in all keys, got N here and S in partitionKey',
  },
  {
    rule: "key-distinct",
    when: "the sort key is the partition key",
    violations: inTable({ sortKey: key }),
    path: "sortKey",
    message: 'the sort key must be another attribute than the partition key, got "id" for both',
  },
  {
    rule: "key-distinct",
    when: "an index sorts by its partition key",
    violations: inIndex({ sortKey: Attribute.string("userId") }),
    path: "indexes.ByUser.sortKey",
    message: 'the sort key must be another attribute than the partition key, got "userId" for both',
  },
  {
    rule: "key-distinct",
    when: "a local index sorts by the table's partition key",
    violations: inTable({ sortKey: Attribute.string("at"), localIndexes: { ById: { sortKey: key } } }),
    path: "localIndexes.ById.sortKey",
    message: 'the sort key must be another attribute than the partition key, got "id" for both',
  },
  {
    rule: "global-index-count",
    when: "there are 21 global indexes",
    violations: inTable({ indexes: numbered(21, { partitionKey: key }) }),
    path: "indexes",
    message: "must be at most 20 global indexes, got 21",
  },
  {
    rule: "local-index-count",
    when: "there are 6 local indexes",
    violations: inTable({
      sortKey: Attribute.string("at"),
      localIndexes: numbered(6, { sortKey: Attribute.string("by") }),
    }),
    path: "localIndexes",
    message: "must be at most 5 local indexes, got 6",
  },
  {
    rule: "local-index-sort-key",
    when: "a table without a sort key has a local index",
    violations: inTable({ localIndexes: { ByDate: { sortKey: Attribute.string("at") } } }),
    path: "localIndexes",
    message: "a table with local indexes must have a sort key; add one, or make the indexes global",
  },
  {
    rule: "index-name",
    when: "an index name has two characters",
    violations: inTable({ indexes: { By: { partitionKey: key } } }),
    path: "indexes.By",
    message: 'the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "By"',
  },
  {
    rule: "index-name-unique",
    when: "a local index is called like a global one",
    violations: inTable({
      sortKey: Attribute.string("at"),
      indexes: { ByUser: { partitionKey: Attribute.string("userId") } },
      localIndexes: { ByUser: { sortKey: Attribute.string("userId") } },
    }),
    path: "localIndexes.ByUser",
    message: 'the name "ByUser" must be used once over global and local indexes; rename one of them',
  },
  {
    rule: "projection-attributes",
    when: "a projection names nothing",
    violations: inIndex({ projection: [] }),
    path: "indexes.ByUser.projection",
    message: 'must name at least one attribute; write "keys-only" for none',
  },
  {
    rule: "projection-attributes",
    when: "a projection names an attribute twice",
    violations: inIndex({ projection: ["a", "b", "a"] }),
    path: "indexes.ByUser.projection",
    message: 'must name each attribute once, got "a" twice',
  },
  {
    rule: "projection-total",
    when: "the projections of two indexes name 101 attributes",
    violations: inTable({
      indexes: {
        First: { partitionKey: key, projection: Object.keys(numbered(100, 0)) },
        Second: { partitionKey: key, projection: ["Index0"] },
      },
    }),
    path: "indexes",
    message:
      'the projections must name at most 100 attributes in all, got 101; project "all" where an index names most of them',
  },
];

const capacityCases: RuleCase[] = [
  {
    rule: "capacity-units",
    when: "the table's read capacity is 0",
    violations: inTable({
      billing: Billing.provisioned({ read: Capacity.fixed(0), write: Capacity.fixed(1) }),
    }),
    path: "billing.read",
    message: "capacity must be a whole number of at least 1, got 0",
  },
  {
    rule: "capacity-units",
    when: "an index's write capacity is a fraction",
    violations: inIndex({ write: Capacity.fixed(1.5) }, { billing: provisioned }),
    path: "indexes.ByUser.write",
    message: "capacity must be a whole number of at least 1, got 1.5",
  },
  {
    rule: "on-demand-limit",
    when: "the table's limit is 0",
    violations: inTable({ billing: Billing.onDemand({ maxWrite: 0 }) }),
    path: "billing.maxWrite",
    message: "a limit must be a whole number of at least 1, or -1 to lift one, got 0",
  },
  {
    rule: "on-demand-limit",
    when: "an index's limit is a fraction",
    violations: inIndex({ maxRead: 0.5 }),
    path: "indexes.ByUser.maxRead",
    message: "a limit must be a whole number of at least 1, or -1 to lift one, got 0.5",
  },
  {
    rule: "index-capacity",
    when: "an index of an on-demand table has capacity",
    violations: inIndex({ read: Capacity.fixed(5) }),
    path: "indexes.ByUser.read",
    message: "an index of an on-demand table takes no capacity; remove it, or make the table provisioned",
  },
  {
    rule: "index-capacity",
    when: "an index of a provisioned table has a limit",
    violations: inIndex({ maxWrite: 5 }, { billing: provisioned }),
    path: "indexes.ByUser.maxWrite",
    message:
      "an index of a provisioned table takes no limit on requests; remove it, or make the table on-demand",
  },
  {
    rule: "autoscaled-replicas",
    when: "a provisioned table has replicas",
    violations: inTable({ billing: provisioned, replicaRegions: ["us-west-2"] }),
    path: "billing",
    message:
      "a provisioned table must autoscale its writes before it can have replicas; make it on-demand, or drop the replicas",
  },
];

const protectionCases: RuleCase[] = [
  {
    rule: "point-in-time-recovery",
    when: "it reaches back 36 days",
    violations: inTable({ pointInTimeRecovery: 36 }),
    path: "pointInTimeRecovery",
    message: "must be 1 to 35 whole days, or false for none, got 36",
  },
  {
    rule: "ttl-attribute",
    when: "the attribute has no name",
    violations: inTable({ ttl: "" }),
    path: "ttl",
    message: "must be an attribute name of 1 to 255 characters, got 0",
  },
  {
    rule: "ttl-type",
    when: "the attribute is a key of text",
    violations: inTable({ sortKey: Attribute.string("expiresAt"), ttl: "expiresAt" }),
    path: "ttl",
    message: 'must be a number, since nothing else ever expires, but "expiresAt" is of type S in sortKey',
  },
  {
    rule: "encryption-key",
    when: "the key is an alias",
    violations: inTable({ encryption: Encryption.customerManaged({ keyArn: "alias/forum" }) }),
    path: "encryption.keyArn",
    message: 'must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/forum"',
  },
  {
    rule: "encryption-key",
    when: "a replica's key lies in another region",
    violations: inTable({
      replicaRegions: ["us-west-2"],
      encryption: Encryption.customerManaged({ keyArn: usEast, replicaKeyArns: { "us-west-2": usEast } }),
    }),
    path: "encryption.replicaKeyArns.us-west-2",
    message: "must be a key in us-west-2, got one in us-east-1",
  },
  {
    rule: "encryption-key-per-region",
    when: "the table has a key and its replica has none",
    violations: inTable({
      replicaRegions: ["us-west-2"],
      encryption: Encryption.customerManaged({ keyArn: usEast }),
    }),
    path: "encryption",
    message:
      'must name a key in every region or in none, but there is none in "us-west-2" and one for the table itself',
  },
  {
    rule: "key-alias",
    when: "the alias has a dot",
    violations: encryptionKeyViolations({ alias: "forum.prod" }),
    path: "alias",
    message: 'must be 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -, got "forum.prod"',
  },
  {
    rule: "tag-count",
    when: "there are 51 tags",
    violations: inTable({ tags: numbered(51, "x") }),
    path: "tags",
    message: "must be at most 50 tags, got 51",
  },
  {
    rule: "tag-key",
    when: "a tag begins with aws:",
    violations: inTable({ tags: { "aws:team": "forum" } }),
    path: "tags.aws:team",
    message: 'a tag key must have 1 to 128 characters and must not begin with aws:, got "aws:team"',
  },
  {
    rule: "tag-value",
    when: "a value has 257 characters",
    violations: inTable({ tags: { Team: "x".repeat(257) } }),
    path: "tags.Team",
    message: "a tag value must have at most 256 characters, got 257",
  },
];

const replicaCases: RuleCase[] = [
  {
    rule: "region-known",
    when: "AWS has no such region",
    violations: regionViolations(["region"], "us-wset-2"),
    path: "region",
    message: 'must be a region of AWS, such as us-east-1, got "us-wset-2"',
  },
  {
    rule: "replica-region",
    when: "a table's replica lies in its own region",
    violations: replicaRegionViolations(["replicas"], ["us-east-1"], "us-east-1"),
    path: "replicas.0",
    message: `must be another region than the table's own, got "us-east-1" for both`,
  },
  {
    rule: "replica-region",
    when: "a replica lies in its table's region",
    violations: inReplica({ primaryRegion: "us-west-2" }),
    path: "region",
    message: `must be another region than the table's own, got "us-west-2" for both`,
  },
  {
    rule: "replica-region-unique",
    when: "a region is named twice",
    violations: inTable({ replicaRegions: ["us-west-2", "us-west-2"] }),
    path: "replicaRegions.1",
    message: 'must be named once, got "us-west-2" again',
  },
  {
    rule: "replica-stream",
    when: "the table streams new images only",
    violations: inTable({ replicaRegions: ["us-west-2"], stream: "new-image" }),
    path: "stream",
    message: 'must be "new-and-old-images" for a table with replicas, got "new-image"',
  },
  {
    rule: "replica-declared",
    when: "the table has other replicas",
    violations: inReplica({ region: "eu-west-1" }),
    path: "region",
    message: `must be among the table's replicaRegions, so that the table is made ready for it, got "eu-west-1"`,
  },
  {
    rule: "replica-declared",
    when: "the table has no replicas",
    violations: inReplica({ table }),
    path: "table.replicaRegions",
    message: 'must hold "us-west-2", so that the table is made ready for it, got none',
  },
  {
    rule: "replica-encryption",
    when: "the replica has a key and the table has none",
    violations: inReplica({ keyArn: "arn:aws:kms:us-west-2:123456789012:key/1" }),
    path: "keyArn",
    message:
      "a replica must be encrypted as its table is, which has no key of the account's own; remove the key",
  },
];

const roleCases: RuleCase[] = [
  {
    rule: "role-name",
    when: "the name has 65 characters",
    violations: inRole({ name: "r".repeat(65) }),
    path: "name",
    message: `a role's name must be 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-, got "${"r".repeat(65)}"`,
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

export const ruleCases: readonly RuleCase[] = [
  ...tableCases,
  ...capacityCases,
  ...protectionCases,
  ...replicaCases,
  ...roleCases,
];
